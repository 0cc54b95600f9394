//! Tests of the simulation: each line of R4 to R7, month ends, missed months.
