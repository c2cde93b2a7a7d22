"""Detection against PSA and further covariates, both tests of a patient in one model."""
