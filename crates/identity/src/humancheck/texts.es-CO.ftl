humancheck-not-ticked = No marcó «No soy un robot». Marque la casilla e intente de nuevo.
humancheck-not-slid = No deslizó la mano hasta el final. Llévela hasta el verde, a la derecha, u oprima «Deslizar», e intente de nuevo.
humancheck-expired = La comprobación de esta página venció o ya se usó. Ya le dimos una nueva: intente otra vez.
humancheck-failed = No pudimos comprobar que usted sea una persona. Intente otra vez; si vuelve a fallar, use los canales de ayuda.
humancheck-not-answered = Complete la comprobación de seguridad e intente de nuevo. Si no la ve en la página, use los canales de ayuda.
humancheck-unavailable = El servicio que comprueba que usted es una persona no responde. Marque la casilla de abajo e intente otra vez.
