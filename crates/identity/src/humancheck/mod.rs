//! humancheck
