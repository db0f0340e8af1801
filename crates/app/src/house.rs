//! Opens an installation: from its parts to a site that answers and a worker that works.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, bail};
use axum::Router;
use base::chance::Chance;
use base::clock::Clock;
use base::db::{self, Database};
use base::folder::PrivateFolder;
use base::secret::Keys;
use base::texts::Language;
use base::web::assets::Assets;
use base::web::page::Brand;
use base::web::source::TrustedProxies;
use identity::announcements::{self, Board};
use identity::credentials::{Hasher, HashingSettings};
use identity::front_door::{FrontDoor, Parts};
use identity::humancheck::vendors::VendorCheck;
use identity::messaging::delivery::DeliverySecret;
use identity::messaging::mail::{MailServer, MailServerSettings};
use identity::messaging::text_message::{ProviderSettings, TextGateway};
use identity::portals::{Portal, Portals};
use identity::time_stamps::TimeStampServer;
use paper::Printer;
use tokio::sync::Semaphore;
use url::Url;

use crate::requests::{self, Requests};
use crate::{migrations, routes, seals, texts};

/// How many papers are drawn at once. Each is some milliseconds of one core, and requests need the others.
const DRAWN_AT_ONCE: usize = 2;

/// What an installation is opened with.
pub struct Plan {
    pub database: db::Settings,
    pub keys: Keys,
    pub clock: Clock,
    pub chance: Chance,
    pub hashing: HashingSettings,
    pub portals: Portals,
    pub mail: MailServerSettings,
    pub text_messages: Vec<ProviderSettings>,
    /// With what providers sign what they tell us later; None where nobody does.
    pub delivery: Option<DeliverySecret>,
    pub proxies: TrustedProxies,
    /// A folder for what people send in; it is made where there is none.
    pub uploads: PathBuf,
    /// A folder with what the portals seal papers with; what is missing in it is made.
    pub seals: PathBuf,
    /// Where the time is stamped on seals; None where nowhere.
    pub time_stamp: Option<Url>,
    /// Where the demonstration shows what it sent; None in the real thing.
    pub demo_inbox_url: Option<String>,
}

/// An open installation.
#[derive(Clone)]
pub struct House {
    pub front: FrontDoor,
    pub site: Router,
    pub requests: Arc<Requests>,
}

/// Opens the database and brings it up to date, starts the hashing threads, and puts the site together.
pub async fn open(plan: Plan) -> anyhow::Result<House> {
    let database = open_database(&plan.database, &plan.keys).await?;
    let hasher = Hasher::start(&plan.hashing, plan.keys.clone(), plan.chance.clone())?;
    let mail = MailServer::new(&plan.mail, plan.clock.clone())?;
    let text_messages = match plan.text_messages.as_slice() {
        [] => None,
        providers => Some(TextGateway::new(providers, plan.clock.clone())?),
    };
    let mut assets = Assets::new();
    let catalogue = texts::catalogue();
    let (mut words, mut brands, mut vendors) = (HashMap::new(), HashMap::new(), HashMap::new());
    for portal in plan.portals.iter() {
        for language in Language::ALL {
            match catalogue.words(language, &portal.texts.in_language(language)) {
                Ok(own) => words.insert((portal.key.clone(), language), Arc::new(own)),
                Err(problems) => bail!("{}: {}", portal.key, problems.join("; ")),
            };
        }
        brands.insert(portal.key.clone(), Arc::new(brand(portal, &mut assets)));
        if let Some(vendor) = &portal.human.vendor {
            vendors.insert(portal.key.clone(), VendorCheck::open(vendor)?);
        }
    }
    let time_stamps = plan.time_stamp.map(|url| TimeStampServer::new(url, plan.clock.clone())).transpose()?;
    let seals = seals::open(&plan.seals, &plan.portals, &plan.clock)?;
    let front = FrontDoor::new(Parts {
        database,
        keys: plan.keys,
        clock: plan.clock,
        chance: plan.chance,
        hasher,
        portals: plan.portals,
        words,
        brands,
        vendors,
        mail,
        text_messages,
        delivery: plan.delivery,
        announcements: Board::default(),
        proxies: plan.proxies,
        uploads: PrivateFolder::open(&plan.uploads)
            .with_context(|| format!("no se pudo abrir la carpeta {}", plan.uploads.display()))?,
        seals,
        time_stamps,
        printer: LazyLock::new(Printer::new),
        drawing: Arc::new(Semaphore::new(DRAWN_AT_ONCE)),
        demo_inbox_url: plan.demo_inbox_url,
    });
    announcements::refresh(&front).await.context("no se pudieron leer los anuncios")?;
    let requests = Arc::new(Requests::new());
    let site = requests::watched(routes::site(&front, assets), &requests, &front.clock, &front.chance);
    Ok(House { front, site, requests })
}

/// Opens the database as it is: it must be there, and a newer program does not change it.
pub async fn open_as_it_is(settings: &db::Settings, keys: &Keys) -> anyhow::Result<Database> {
    if let Some(file) = settings.file().filter(|file| !file.exists()) {
        bail!("no hay una base de datos en {}; revise «url» en la sección [database]", file.display());
    }
    Database::open(settings, keys).await.context("no se pudo abrir la base de datos")
}

/// Opens the database and brings it up to date.
pub async fn open_database(settings: &db::Settings, keys: &Keys) -> anyhow::Result<Database> {
    let database = Database::open(settings, keys).await.context("no se pudo abrir la base de datos")?;
    database.migrate(migrations::ALL).await.context("no se pudo poner al día la base de datos")?;
    Ok(database)
}

/// How a portal looks: its colours become a style sheet of its own, its logo stands in the page.
fn brand(portal: &Portal, assets: &mut Assets) -> Brand {
    let brand = &portal.brand;
    let palette = brand.colors.palette();
    let text = |url: &Option<url::Url>| url.as_ref().map(ToString::to_string).unwrap_or_default();
    Brand {
        name: brand.organisation.clone(),
        product: brand.product.clone(),
        slogan: brand.slogan.clone().unwrap_or_default(),
        logo_url: brand.logo.to_data_url(),
        icon_url: palette.icon_url(),
        theme_color: palette.theme(),
        site_url: text(&brand.site),
        privacy_url: text(&brand.privacy),
        style_url: assets.add_style(&palette),
        office_style_url: assets.office_style_url().to_owned(),
        script_url: assets.script_url().to_owned(),
    }
}
