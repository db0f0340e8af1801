//! Where the demonstration's people work or worked: enough for every kind of certificate.

use anyhow::Context;
use base::db::Tx;
use desk::employments::store::{Kept, keep};
use desk::employments::{Contract, EmploymentId, Facts, SalaryKind, SalarySince};
use desk::money::Money;
use identity::front_door::FrontDoor;
use identity::portals::Portal;
use identity::roster::{self, Document, DocumentType};
use jiff::civil::{Date, date};

/// An employment of somebody with a name of their own.
struct Worked {
    portal: &'static str,
    cedula: &'static str,
    contract: Contract,
    from: Date,
    to: Option<Date>,
    position: &'static str,
    client: Option<&'static str>,
    functions: &'static str,
    /// Pesos a month, and since when; the oldest first.
    salaries: &'static [(Date, i64)],
}

const ACCOUNTS: &str = "Registrar facturas y recibos de caja; conciliar las cuentas del banco cada semana; preparar los pagos a \
                        proveedores; archivar los soportes del mes.";
const WAREHOUSE: &str = "Recibir mercancía y comprobar cantidades; ubicar, rotar y contar las existencias; alistar pedidos y \
                         entregarlos a transporte; informar averías y faltantes.";
const SEWING: &str = "Operar máquinas planas y fileteadoras; revisar medidas y costuras de cada lote; cuidar la máquina y su puesto.";
const COFFEE: &str =
    "Trillar y clasificar café; operar la tostadora; llevar el registro de lotes y catación.";

const WORKED: &[Worked] = &[
    Worked {
        portal: "multiempleos",
        cedula: "1900000001",
        contract: Contract::FixedTerm,
        from: date(2021, 2, 1),
        to: Some(date(2024, 8, 31)),
        position: "Operaria de confección",
        client: None,
        functions: SEWING,
        salaries: &[
            (date(2021, 2, 1), 980_000),
            (date(2023, 1, 1), 1_200_000),
            (date(2024, 1, 1), 1_360_000),
        ],
    },
    Worked {
        portal: "multiempleos",
        cedula: "1900000002",
        contract: Contract::Indefinite,
        from: date(2019, 7, 8),
        to: None,
        position: "Auxiliar contable",
        client: None,
        functions: ACCOUNTS,
        salaries: &[
            (date(2019, 7, 8), 1_350_000),
            (date(2024, 1, 1), 1_980_000),
            (date(2026, 1, 1), 2_350_000),
        ],
    },
    Worked {
        portal: "multiempleos",
        cedula: "1900000002",
        contract: Contract::FixedTerm,
        from: date(2017, 3, 1),
        to: Some(date(2018, 12, 15)),
        position: "Auxiliar de bodega",
        client: None,
        functions: WAREHOUSE,
        salaries: &[(date(2017, 3, 1), 910_000)],
    },
    Worked {
        portal: "multiempleos",
        cedula: "1900000003",
        contract: Contract::Indefinite,
        from: date(1994, 5, 2),
        to: Some(date(2023, 3, 31)),
        position: "Supervisora de planta",
        client: None,
        functions: SEWING,
        salaries: &[(date(2022, 1, 1), 2_900_000)],
    },
    Worked {
        portal: "miportal",
        cedula: "1900000021",
        contract: Contract::Task,
        from: date(2026, 2, 16),
        to: None,
        position: "Auxiliar de bodega",
        client: Some("Distribuciones La Ceiba S.A."),
        functions: WAREHOUSE,
        salaries: &[(date(2026, 2, 16), 1_850_000)],
    },
    Worked {
        portal: "miportal",
        cedula: "1900000021",
        contract: Contract::Task,
        from: date(2025, 3, 3),
        to: Some(date(2025, 11, 28)),
        position: "Auxiliar de inventarios",
        client: Some("Almacenes El Guaduo S.A.S."),
        functions: WAREHOUSE,
        salaries: &[(date(2025, 3, 3), 1_520_000)],
    },
    Worked {
        portal: "miportal",
        cedula: "1900000021",
        contract: Contract::Task,
        from: date(2024, 6, 4),
        to: Some(date(2024, 12, 20)),
        position: "Impulsadora",
        client: Some("Lácteos del Páramo S.A."),
        functions: "",
        salaries: &[(date(2024, 6, 4), 1_360_000)],
    },
    Worked {
        portal: "multiportal",
        cedula: "1900000011",
        contract: Contract::Associate,
        from: date(2012, 9, 3),
        to: None,
        position: "Coordinadora de acopio",
        client: None,
        functions: COFFEE,
        salaries: &[(date(2025, 1, 1), 2_480_000), (date(2026, 1, 1), 2_700_000)],
    },
    Worked {
        portal: "multiportal",
        cedula: "1900000012",
        contract: Contract::Associate,
        from: date(2008, 4, 14),
        to: None,
        position: "Operario de trilla",
        client: None,
        functions: COFFEE,
        salaries: &[(date(2025, 1, 1), 1_650_000), (date(2026, 1, 1), 1_905_000)],
    },
    Worked {
        portal: "multiportal",
        cedula: "1900000013",
        contract: Contract::Associate,
        from: date(2001, 1, 15),
        to: Some(date(2022, 6, 30)),
        position: "Seleccionadora de grano",
        client: None,
        functions: COFFEE,
        salaries: &[(date(2022, 1, 1), 1_100_000)],
    },
];

/// Tells a portal what its named people work as.
pub(super) async fn tell(tx: &Tx, front: &FrontDoor, portal: &Portal) -> anyhow::Result<()> {
    let here = WORKED.iter().filter(|worked| worked.portal == portal.key.as_str());
    for (index, worked) in here.enumerate() {
        let document =
            Document::parse(DocumentType::Cc, worked.cedula).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?;
        let entry = roster::find_by_document(tx, &document).await?;
        let entry = entry.with_context(|| format!("{} is not on the roster", worked.cedula))?.id;
        let id = EmploymentId::new(&front.clock, &front.chance);
        // As payroll's files do: each salary that is new is added to those before.
        for (since, pesos) in worked.salaries {
            let facts = facts(worked, index, *pesos);
            let salary = Some(SalarySince { since: *since, salary: Money::of_pesos(*pesos) });
            keep(tx, &[Kept { id, entry, facts, salary }], front.clock.now()).await?;
        }
    }
    Ok(())
}

fn facts(worked: &Worked, index: usize, pesos: i64) -> Facts {
    Facts {
        code: format!("{:04}", 1001 + index),
        contract: worked.contract,
        started_on: worked.from,
        ended_on: worked.to,
        position: worked.position.to_owned(),
        functions: Some(worked.functions.to_owned()).filter(|functions| !functions.is_empty()),
        client: worked.client.map(str::to_owned),
        salary: Some(Money::of_pesos(pesos)),
        salary_kind: SalaryKind::Ordinary,
    }
}
