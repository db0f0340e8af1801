//! Registration, as people walk it.

use testing::{TestDatabase, TestHouse, on_both_databases};

const ANITA: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000001;Ana;Rojas;ana.rojas@correo.test;3990000001
";

on_both_databases! {
    async fn an_employee_registers_with_her_cedula_and_signs_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        house.on_roster("multiempleos", ANITA).await;
        let mut anita = house.visitor();

        let page = anita.get("/multiempleos/ingreso").await;
        let page = anita.get(page.link("Regístrese aquí").as_str()).await;
        let page = anita.submit(&page, "Continuar", &[("document", "1.900.000.001")]).await;
        page.shows("Código de seguridad");
        let code = house.code_to("ana.rojas@correo.test").await;
        let page = anita.submit(&page, "Continuar", &[("code", &code)]).await;
        page.shows("Cédula validada. Por favor ingrese su correo y contraseña.");
        let password = [("email", "ana@ejemplo.example"), ("password", "caminos de Guateque al sol"), ("password_repeat", "caminos de Guateque al sol")];
        let page = anita.submit(&page, "Registrarme", &password).await;
        page.shows("Su registro está completo");

        let page = anita.get("/multiempleos/ingreso").await;
        let page = anita.submit(&page, "Ingresar", &[("user", "1900000001"), ("password", "caminos de Guateque al sol")]).await;
        page.shows("Hola, Ana");
    }
}
