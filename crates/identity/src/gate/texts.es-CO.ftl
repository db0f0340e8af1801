gate-too-many = Recibimos demasiadas solicitudes seguidas. Espere unos minutos e inténtelo de nuevo, o escríbanos por los canales de ayuda.
