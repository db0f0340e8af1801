//! The command as an operator sees it: what it prints, what it writes, how it ends.

use std::path::PathBuf;
use std::process::ExitCode;

use aldaba::roster::{Import, Place, import};
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::Database;
use base::texts::{Catalogue, Language, Words};
use identity::portals::PortalKey;
use testing::{TestDatabase, on_both_databases};

const TWENTIETH_OF_NOVEMBER_2026: Timestamp = Timestamp::from_micros(1_795_190_400_000_000);

/// Whoever loads the roster, at their keyboard.
struct Operator {
    database: Database,
    portal: PortalKey,
    clock: Clock,
    chance: Chance,
    words: Words,
}

impl Operator {
    async fn at(database: &TestDatabase) -> Self {
        Self {
            database: database.open().await,
            portal: PortalKey::parse("multiempleos").unwrap(),
            clock: Clock::manual(TWENTIETH_OF_NOVEMBER_2026),
            chance: Chance::seeded(4),
            words: Catalogue::new(vec![identity::roster::TEXTS]).words(Language::Spanish, &[]).unwrap(),
        }
    }

    /// The exit code, and what the screen shows.
    async fn run(&self, asked: Import) -> (ExitCode, String) {
        let place = Place {
            database: &self.database,
            portal: &self.portal,
            clock: &self.clock,
            chance: &self.chance,
            words: &self.words,
        };
        let mut screen = Vec::new();
        let code =
            import(&asked, &place, &mut screen).await.expect("nothing fails that an operator cannot mend");
        (code, String::from_utf8(screen).unwrap())
    }
}

fn load(file: PathBuf) -> Import {
    Import { portal: "multiempleos".to_owned(), file, apply: false, skip_bad: false, report: None }
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/samples")).join(name)
}

on_both_databases! {
    async fn a_clean_file_is_rehearsed_and_then_applied(database: TestDatabase) {
        let operator = Operator::at(&database).await;
        let (code, screen) = operator.run(load(sample("lista-empleados.csv"))).await;
        assert_eq!(code, ExitCode::SUCCESS);
        assert_eq!(
            screen,
            "lista-empleados.csv: UTF-8, separador «,», 12 filas\n\
             \x20 Nuevas                    12\n\
             \x20 Con cambios                0\n\
             \x20 Sin cambios                0\n\
             \x20 Ya no están                0\n\
             \x20 Filas con problemas        0\n\
             Esto fue un ensayo: no se cambió nada. Para aplicarlo, agregue --apply.\n"
        );
        let (code, screen) =
            operator.run(Import { apply: true, ..load(sample("lista-empleados.csv")) }).await;
        assert_eq!(code, ExitCode::SUCCESS);
        assert!(screen.ends_with("Aplicado: 12 nuevas, 0 con cambios, 0 ya no están.\n"), "{screen}");
        let (code, screen) = operator.run(load(sample("lista-empleados.csv"))).await;
        assert_eq!(code, ExitCode::SUCCESS);
        assert!(screen.ends_with("no hay nada que cambiar.\n"), "{screen}");
    }

    async fn a_dirty_file_is_not_applied_until_its_bad_rows_are_skipped_by_name(database: TestDatabase) {
        let operator = Operator::at(&database).await;
        let dirty = || load(sample("lista-con-errores.csv"));
        let (code, screen) = operator.run(dirty()).await;
        assert_eq!(code, ExitCode::FAILURE);
        assert!(screen.starts_with("lista-con-errores.csv: Windows-1252, separador «;», 14 filas\n"), "{screen}");
        assert!(screen.contains("Columnas que no se usan: MUNICIPIO, CARGO\n"), "{screen}");
        assert!(screen.contains("  Nuevas                     6\n"), "{screen}");
        assert!(screen.contains("  Filas con problemas        7\n"), "{screen}");
        let bad_rows: Vec<&str> = screen.lines().filter(|line| line.starts_with("  fila ")).collect();
        let beginnings = [
            "  fila 4 · número de documento · «1,9E+09» · El número está abreviado",
            "  fila 5 · fecha de expedición · «05/02/08» · Escriba el año con cuatro cifras",
            "  fila 7 · El mismo documento está en la fila 8 con otros datos",
            "  fila 8 · El mismo documento está en la fila 7 con otros datos",
            "  fila 10 · fecha de nacimiento · «31/02/1990» · Esa fecha no existe",
            "  fila 11 · correo · «sin arroba.correo.test» · Eso no es un correo",
            "  fila 11 · celular · «6012345678» · Ese es un teléfono fijo",
            "  fila 14 · primer apellido · Falta el apellido",
        ];
        assert_eq!(bad_rows.len(), beginnings.len(), "{screen}");
        for (row, beginning) in bad_rows.iter().zip(beginnings) {
            assert!(row.starts_with(beginning), "{row}\n{beginning}");
        }
        let (code, screen) = operator.run(Import { apply: true, ..dirty() }).await;
        assert_eq!(code, ExitCode::FAILURE);
        assert!(screen.contains("No se aplicó nada, porque hay filas con problemas."), "{screen}");
        let (code, screen) = operator.run(Import { apply: true, skip_bad: true, ..dirty() }).await;
        assert_eq!(code, ExitCode::SUCCESS);
        assert!(screen.ends_with("Aplicado: 6 nuevas, 0 con cambios, 0 ya no están.\n"), "{screen}");
    }

    async fn a_report_has_every_bad_row_and_no_formula(database: TestDatabase) {
        let operator = Operator::at(&database).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lista.csv");
        let rows: String = (0..60).map(|_| "CC;1900000001;=HYPERLINK(\"x\");Gil\n").collect();
        std::fs::write(&file, format!("tipo documento;numero documento;nombres;apellidos\n{rows}")).unwrap();
        let report = folder.path().join("problemas.csv");
        let (code, screen) = operator.run(Import { report: Some(report.clone()), ..load(file.clone()) }).await;
        assert_eq!(code, ExitCode::FAILURE);
        assert_eq!(screen.lines().filter(|line| line.starts_with("  fila ")).count(), 50);
        assert!(screen.contains("… y 10 más."), "{screen}");
        let text = std::fs::read_to_string(&report).unwrap();
        assert_eq!(text.lines().count(), 1 + 60);
        assert!(text.starts_with("\u{feff}\"fila\";\"columna\";\"valor\";\"motivo\"\r\n\"2\";\"nombres\";\"'=HYPERLINK("));
        let (code, screen) = operator.run(Import { report: Some(file), ..load(report) }).await;
        assert_eq!(code, ExitCode::FAILURE, "a file that exists is not overwritten: {screen}");
    }

    async fn what_cannot_be_read_is_refused_in_words(database: TestDatabase) {
        let operator = Operator::at(&database).await;
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes, sentence) in [
            ("vacio.csv", b"".as_slice(), "El archivo está vacío."),
            ("libro.xlsx", b"PK\x03\x04", "El archivo es un libro de Excel, que aquí no se lee."),
            ("otro.csv", b"sueldo;cargo\x1b\n1;2\n", "Al archivo le faltan columnas: número de documento, nombres"),
        ] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            let (code, screen) = operator.run(load(folder.path().join(name))).await;
            assert_eq!(code, ExitCode::FAILURE);
            assert!(screen.starts_with(sentence) && !screen.contains('\x1b'), "{screen}");
        }
        let (code, screen) = operator.run(load(folder.path().join("no-existe.csv"))).await;
        assert_eq!(code, ExitCode::FAILURE);
        assert!(screen.starts_with("El archivo no se pudo leer: "), "{screen}");
    }
}
