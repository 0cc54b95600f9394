"""What a script with SQLAlchemy does on the raw database: python3 peers.py WORK FILE WORDS..."""

import sys

from sqlalchemy import ForeignKey, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

NEVER = 2_932_896


class Base(DeclarativeBase):
    pass


class Operation(Base):
    __tablename__ = "operation"
    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[int]
    command: Mapped[str]


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str]
    name: Mapped[str]


class Lot(Base):
    __tablename__ = "lot"
    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column("operation", ForeignKey("operation.id"))
    owner: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    granted_halves: Mapped[int]
    left_halves: Mapped[int]
    valid_from_day: Mapped[int]
    expires_day: Mapped[int]
    source: Mapped[str]
    operation: Mapped[Operation] = relationship()


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column("operation", ForeignKey("operation.id"))
    lot_id: Mapped[int] = mapped_column("lot", ForeignKey("lot.id"))
    type: Mapped[str]
    halves: Mapped[int]
    on_day: Mapped[int]
    member: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    operation: Mapped[Operation] = relationship()
    lot: Mapped[Lot] = relationship()


def usable(today):
    return (Lot.left_halves > 0) & (Lot.valid_from_day <= today) & (Lot.expires_day >= today)


def balance(session, who, today):
    owner = select(Customer.id).where(Customer.handle == who).scalar_subquery()
    lots = session.scalars(select(Lot).where(Lot.owner == owner, usable(int(today))))
    print(sum(lot.left_halves for lot in lots))


def every(session, today):
    left = func.sum(Lot.left_halves)
    on = (Lot.owner == Customer.id) & usable(int(today))
    rows = select(Customer.handle, Customer.name, left).outerjoin(Lot, on).group_by(Customer.id)
    for handle, name, halves in session.execute(rows):
        print(f"{handle},{name},{halves or 0}")


def page(session, who):
    member = select(Customer.id).where(Customer.handle == who).scalar_subquery()
    newest = select(Entry).where(Entry.member == member).order_by(Entry.id.desc()).limit(50)
    for entry in session.scalars(newest):
        print(entry.id, entry.type, entry.halves, entry.on_day)


def grant(session, who, today):
    customer = session.scalars(select(Customer).where(Customer.handle == who)).one()
    operation = Operation(at_ms=0, command="grant")
    lot = Lot(
        operation=operation,
        owner=customer.id,
        granted_halves=2,
        left_halves=2,
        valid_from_day=int(today),
        expires_day=NEVER,
        source="grant",
    )
    entry = Entry(operation=operation, lot=lot, type="grant", halves=2, on_day=int(today))
    entry.member = customer.id
    session.add(entry)
    session.commit()


def main(work, file, *words):
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def durable(connection, _):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    with Session(engine) as session:
        {"balance": balance, "all": every, "page": page, "grant": grant}[work](session, *words)


main(*sys.argv[1:])
