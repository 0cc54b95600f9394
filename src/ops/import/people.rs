//! Whom the source speaks of: found here by the source's id, e-mail or name, else added.

use super::{Import, Why, at, meant};
use crate::domain::customer::{Customer, Standing};
use crate::domain::email;
use crate::domain::foreign::{Person, Ref, Whose};
use crate::domain::ids::{CustomerId, LocationId};
use crate::domain::name;
use crate::ops::{people, who};
use crate::store::customers::{self, NewCustomer, Sort, folded};
use crate::store::imported::{self, Became};

/// How many people of one name are looked at: of more than that nobody is sure.
const MOST_OF_A_NAME: i64 = 50;

impl Import<'_, '_> {
    /// The location that the source calls that. Where there is only one here, everything is there.
    pub(super) fn location(&self, theirs: Option<&str>) -> Result<LocationId, Why> {
        let words = self.request.words;
        let named = theirs.and_then(|theirs| meant(&words.locations, theirs));
        if let Some(ours) = named.or(words.everywhere.as_deref()) {
            return people::home(&self.space, Some(ours)).map_err(at("location"));
        }
        let mut open = self.space.locations.iter().filter(|one| !one.retired);
        if let (Some(only), None) = (open.next(), open.next()) {
            return Ok(only.id);
        }
        let Some(theirs) = theirs else {
            return people::home(&self.space, None).map_err(at("location"));
        };
        let is = |name: &str| folded(name) == folded(theirs);
        let mut all = self.space.locations.iter().filter(|one| !one.retired);
        let found = all.find(|one| is(one.terms.handle.as_str()) || is(&one.terms.name));
        found.map(|one| one.id).ok_or_else(|| {
            let why = format!("no location `{theirs}`: say --location '{theirs}=HANDLE'");
            Why::Bad("location", why)
        })
    }

    /// A company: found or added.
    pub(super) fn company(&mut self, company: &Ref) -> Result<CustomerId, Why> {
        if let Some(known) = self.known("company", company, Sort::Company)? {
            return Ok(known.id);
        }
        let called =
            name::read(company.shown()).map_err(|why| Why::Bad("company", why.to_string()))?;
        let id = self.add(&called, None, Standing::Company, None, None)?;
        self.done.companies += 1;
        self.note("company", company, id)?;
        Ok(id)
    }

    /// A person: found or added; an e-mail that is new here is kept.
    pub(super) fn person(&mut self, person: &Person) -> Result<CustomerId, Why> {
        let whole = &person.who;
        let address = whole.email.as_deref().map(email::read).transpose();
        let address = address.map_err(|why| Why::Bad("email", why.to_string()))?;
        let only_named = whole.id.is_none() && address.is_none();
        let key = folded(whole.shown());
        if only_named && self.names.contains(&key) {
            let why = format!(
                "`{}` is there twice, with no e-mail to tell them apart",
                whole.shown()
            );
            return Err(Why::Bad("name", why));
        }
        let found = self.known("person", whole, Sort::Person)?;
        if only_named {
            self.names.insert(key);
        }
        if let Some(known) = found {
            self.same_name(&known, whole)?;
            self.done.known += 1;
            self.complete(&known, address.as_deref())?;
            self.note("person", whole, known.id)?;
            return Ok(known.id);
        }
        let called = whole
            .name
            .as_deref()
            .or(address.as_deref())
            .unwrap_or_default();
        let called = name::read(called).map_err(|why| Why::Bad("name", why.to_string()))?;
        let home = self.location(person.location.as_deref())?;
        let company = person.company.as_ref().map(|company| self.company(company));
        let company = company.transpose()?.filter(|_| !person.contact);
        let standing = if person.contact {
            Standing::Visitor
        } else {
            Standing::Member
        };
        let id = self.add(&called, address.as_deref(), standing, Some(home), company)?;
        self.done.members += 1;
        self.note("person", whole, id)?;
        Ok(id)
    }

    /// Whose a plan or passes are. A visitor to whom something comes is a member from then on (P1).
    pub(super) fn whose(&mut self, whose: &Whose) -> Result<Customer, Why> {
        let mut customer = self.meant(whose)?;
        if customer.standing == Standing::Visitor {
            customer.standing = Standing::Member;
            customers::set(self.tx, &customer)?;
        }
        Ok(customer)
    }

    /// Who is meant: found or, where a name is told, added.
    pub(super) fn meant(&mut self, whose: &Whose) -> Result<Customer, Why> {
        let id = match whose {
            Whose::Company(company) => self.company(company)?,
            Whose::Person(person) => match self.known("person", person, Sort::Person)? {
                Some(known) => known.id,
                None if person.name.is_some() => self.person(&Person {
                    who: person.clone(),
                    company: None,
                    location: None,
                    contact: false,
                })?,
                None => return Err(Self::nobody(person)),
            },
        };
        let customer = customers::get(self.tx, id)?;
        if let Some(on) = customer.removed_on {
            let why = format!("{} was removed on {on}", customer.handle);
            return Err(Why::Bad("member", why));
        }
        Ok(customer)
    }

    fn nobody(person: &Ref) -> Why {
        let why = match person.shown() {
            "" => "whose it is is not told: say --who WHO".to_owned(),
            id => {
                format!("nobody has the id `{id}`: import the members too, or say --who '{id}=WHO'")
            }
        };
        Why::Bad("member", why)
    }

    /// Who is meant: as was told, by the source's id, by e-mail, or by a name that one only has.
    fn known(&self, sort: &str, of: &Ref, sorts: Sort) -> Result<Option<Customer>, Why> {
        let words = self.request.words;
        let texts = [&of.id, &of.email, &of.name];
        let mut told = texts.into_iter().flatten();
        let told = told.find_map(|text| meant(&words.who, text));
        let nobody = words.nobody.as_deref().filter(|_| of.shown().is_empty());
        if let Some(ours) = told.or(nobody) {
            return who::customer(self.tx, ours).map(Some).map_err(at("member"));
        }
        for key in self.keys(sort, of) {
            if let Some(became) = imported::find(self.tx, &key)? {
                return Ok(Some(customers::get(self.tx, became.customer)?));
            }
        }
        if let Some(address) = &of.email
            && let Some(found) = customers::find_email(self.tx, address)?
        {
            return Ok(Some(found));
        }
        match (&of.id, &of.email, &of.name) {
            (Some(id), None, None) => self.called(id, sorts),
            (None, None, name) => self.one_named(sorts, name.as_deref()),
            (_, _, name) => self.unclaimed(sort, sorts, name.as_deref()),
        }
    }

    /// The only one of that name of whom neither an e-mail nor another id of the source is known: a
    /// name alone does not tell people apart whom the source does.
    fn unclaimed(
        &self,
        sort: &str,
        sorts: Sort,
        name: Option<&str>,
    ) -> Result<Option<Customer>, Why> {
        let Some(name) = name else {
            return Ok(None);
        };
        let ids = self.key(sort, "id ");
        let mut free = Vec::new();
        for one in customers::list_named(self.tx, Some(sorts), name, MOST_OF_A_NAME)? {
            let told_apart = one.email.is_some() || self.added.contains(&one.id);
            if !told_apart && !imported::is_known(self.tx, one.id, &ids)? {
                free.push(one);
            }
        }
        let only = free.pop();
        Ok(only.filter(|_| free.is_empty()))
    }

    /// Whom a text names that may be an id or a handle, e-mail or whole name.
    fn called(&self, text: &str, sorts: Sort) -> Result<Option<Customer>, Why> {
        if let Some(found) = customers::find_handle(self.tx, text)? {
            return Ok(Some(found));
        }
        match customers::find_email(self.tx, text)? {
            Some(found) => Ok(Some(found)),
            None => self.one_named(sorts, Some(text)),
        }
    }

    fn one_named(&self, sorts: Sort, name: Option<&str>) -> Result<Option<Customer>, Why> {
        let Some(name) = name else {
            return Ok(None);
        };
        let mut all = customers::list_named(self.tx, Some(sorts), name, 2)?;
        if all.len() > 1 {
            let names: Vec<String> = all.into_iter().map(|one| one.handle).collect();
            let why = format!("`{name}` may be {}", names.join(", "));
            return Err(Why::Bad("name", why));
        }
        Ok(all.pop())
    }

    /// An e-mail that two names share is nobody's to decide.
    fn same_name(&self, known: &Customer, told: &Ref) -> Result<(), Why> {
        let Some(name) = told.name.as_deref().filter(|_| told.email.is_some()) else {
            return Ok(());
        };
        let by_mail = known.email.as_deref().map(folded) == told.email.as_deref().map(folded);
        if by_mail && self.added.contains(&known.id) && folded(&known.name) != folded(name) {
            let address = told.email.as_deref().unwrap_or_default();
            let why = format!("`{address}` is that of {} too", known.name);
            return Err(Why::Bad("email", why));
        }
        Ok(())
    }

    /// Keeps an e-mail of whom had none.
    fn complete(&self, known: &Customer, address: Option<&str>) -> Result<(), Why> {
        let Some(address) = address.filter(|_| known.email.is_none()) else {
            return Ok(());
        };
        people::free_email(self.tx, address, Some(known.id)).map_err(at("email"))?;
        let mut known = known.clone();
        known.email = Some(address.to_owned());
        Ok(customers::set(self.tx, &known)?)
    }

    fn add(
        &mut self,
        name: &str,
        email: Option<&str>,
        standing: Standing,
        home: Option<LocationId>,
        company: Option<CustomerId>,
    ) -> Result<CustomerId, Why> {
        let home = match home {
            Some(home) => home,
            None => self.location(None)?,
        };
        let handle = people::new_handle(self.tx, name, None).map_err(at("name"))?;
        let new = NewCustomer {
            standing,
            handle: handle.as_str(),
            name,
            email,
            location: home,
            company,
            use_passes: false,
            tags: "",
            note: None,
            payment_method: None,
        };
        let id = customers::add(self.tx, &new)?;
        self.added.insert(id);
        Ok(id)
    }

    /// Under which keys somebody may be known, the surest first.
    fn keys(&self, sort: &str, of: &Ref) -> Vec<String> {
        let id = of.id.as_ref().map(|id| format!("id {id}"));
        let email = of
            .email
            .as_ref()
            .map(|email| format!("email {}", folded(email)));
        let name = of
            .name
            .as_ref()
            .map(|name| format!("name {}", folded(name)));
        let named = name.filter(|_| id.is_none() && email.is_none());
        let keys = [id, email, named].into_iter().flatten();
        keys.map(|key| self.key(sort, &key)).collect()
    }

    /// Notes who it became, under every key that is not known yet.
    fn note(&self, sort: &str, of: &Ref, id: CustomerId) -> Result<(), Why> {
        for key in self.keys(sort, of) {
            if imported::find(self.tx, &key)?.is_none() {
                imported::add(self.tx, &key, Became::customer(id))?;
            }
        }
        Ok(())
    }
}
