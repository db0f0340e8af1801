//! `aldaba papers sample`: one sealed paper of each kind that there is, from the demonstration's people, for whoever wants to look at
//! one or hold it against a validator.
//!
//! They are issued in a demonstration of its own, made for this and thrown away: no portal knows them, and no data of a real one is read.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use desk::certificates::Worker;
use desk::certificates::rules::{Asked, PayShown, scopes};
use desk::papers::{self, By, New};
use identity::accounts;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::portals::Portal;
use identity::roster::{self, Document, DocumentType};
use jiff::ToSpan;
use paper::Language;

use crate::demo;

/// Who has a certificate made, and in which language: one of the people with an account in each portal.
const HOLDERS: [(&str, &str, Language); 3] = [
    ("multiempleos", "1900000002", Language::Spanish),
    ("miportal", "1900000021", Language::English),
    ("multiportal", "1900000012", Language::Spanish),
];
const VALIDITY_DAYS: i64 = 30;

#[derive(Debug, clap::Args)]
pub struct Sample {
    /// Carpeta para los documentos; se crea si no existe.
    #[arg(long, value_name = "CARPETA")]
    out: PathBuf,
}

/// Issues the papers, writes them, and tells their names on `screen`.
pub async fn sample(asked: &Sample, screen: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(&asked.out)
        .with_context(|| format!("no se pudo crear la carpeta {}", asked.out.display()))?;
    let (house, _folder) = demo::house_to_throw_away().await?;
    for (portal, cedula, language) in HOLDERS {
        let portal = house.front.portals.by_key(portal).context("the presets are there")?;
        let pdf = certificate(&house.front, portal, cedula, language).await?;
        let file = asked.out.join(format!("certificacion-laboral-{}.pdf", portal.key));
        fs::write(&file, pdf).with_context(|| format!("no se pudo escribir {}", file.display()))?;
        writeln!(screen, "{}", file.display())?;
    }
    Ok(())
}

/// A certificate of everything that somebody worked, with pay and functions.
async fn certificate(
    front: &FrontDoor,
    portal: &Portal,
    cedula: &str,
    language: Language,
) -> anyhow::Result<Vec<u8>> {
    let view = front.database.view(portal.key.shared());
    let today = moment::date_there(front.clock.now());
    let document = Document::parse(DocumentType::Cc, cedula).map_err(|wrong| anyhow!("{wrong:?}"))?;
    let entry = roster::find_by_document(&view, &document).await?.context("the person is on the roster")?.id;
    let account =
        accounts::store::of_roster_entry(&view, entry).await?.context("the person has an account")?;
    let worker = Worker::of(&view, Some(entry), today).await?.map_err(|why| anyhow!(why))?;
    let scope = scopes(&worker.employments).last().copied().context("the person has employments")?;
    let asked = Asked { addressee: None, scope, pay: PayShown::Last, has_functions: true, language };
    let paper = worker.paper(front, portal, &asked, today).map_err(|lacking| anyhow!("{lacking:?}"))?;
    let new = New {
        entry,
        account: account.id,
        paper: papers::drawable(front, portal, paper).await??,
        valid_until: Some(today.saturating_add(VALIDITY_DAYS.days())),
        source: b"sample".to_vec(),
    };
    let tx = front.database.begin(portal.key.shared()).await?;
    let id = papers::issue(&tx, front, portal, By::System, new).await?;
    tx.commit().await?;
    let issued = papers::by_id(&view, id).await?.context("it was just issued")?;
    Ok(papers::file(front, portal, &issued).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_portal_has_a_sample_that_is_a_sealed_pdf() {
        let folder = tempfile::tempdir().unwrap();
        let asked = Sample { out: folder.path().join("muestras") };
        let mut screen = Vec::new();
        sample(&asked, &mut screen).await.unwrap();
        let told = String::from_utf8(screen).unwrap();
        assert_eq!(told.lines().count(), HOLDERS.len(), "{told}");
        for file in told.lines() {
            let pdf = fs::read(file).unwrap();
            let has = |part: &[u8]| pdf.windows(part.len()).any(|window| window == part);
            assert!(pdf.starts_with(b"%PDF-") && has(b"/ETSI.CAdES.detached"), "{file}");
            assert!(pdf.len() <= 75_000, "{file} has {} bytes", pdf.len());
        }
    }
}
