welcome-registration = Registro
welcome-signin = Ingreso
