welcome-registration = Register
welcome-signin = Sign in
