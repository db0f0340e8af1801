//! Formulario 220 by tax year: its boxes are data (`forms/220.json`), for the DIAN moves them.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

static INCOME_FORMS: LazyLock<Vec<IncomeForm>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../forms/220.json")).expect("the file in this crate is well formed")
});

/// The layout that a resolution prescribes from one tax year on.
#[derive(Debug, Serialize, Deserialize)]
pub struct IncomeForm {
    pub from_tax_year: u16,
    pub norm: String,
    /// Boxes and their words, in the order of the form.
    pub income: Vec<(u8, String)>,
    pub income_total: (u8, String),
    pub contributions: Vec<(u8, String)>,
    pub withheld: (u8, String),
    /// What the worker fills in by hand: received, withheld, what for.
    worker_income: Vec<(u8, u8, String)>,
    worker_income_totals: (u8, u8, String),
    worker_withheld_total: (u8, String),
    assets: [u8; 3],
    dependant: [u8; 4],
    pub assets_uvt: u32,
    pub income_uvt: u32,
}

impl IncomeForm {
    /// The layout for a tax year; none for a year before the first that is known.
    pub fn of(tax_year: u16) -> Option<&'static Self> {
        INCOME_FORMS
            .iter()
            .filter(|form| form.from_tax_year <= tax_year)
            .max_by_key(|form| form.from_tax_year)
    }

    /// Whether the withholder fills in the box.
    pub fn fills(&self, number: u8) -> bool {
        let fixed = [self.income_total.0, self.withheld.0];
        let mut listed = self.income.iter().chain(&self.contributions);
        fixed.contains(&number) || listed.any(|(listed, _)| *listed == number)
    }
}
