# Lo que contesta la puerta de la calle, antes de saber de qué portal se trata.

listen-too-slow = Su solicitud tardó demasiado en llegar. Revise su conexión a internet e inténtelo de nuevo.
listen-too-long = Lo que envió es demasiado largo. Acórtelo e inténtelo de nuevo.
listen-not-understood = No se entendió la solicitud que llegó de su navegador. Actualícelo, o pruebe desde otra red.
listen-failed = Algo falló de nuestro lado. Espere un momento e inténtelo de nuevo.
