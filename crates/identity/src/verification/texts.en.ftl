verification-code-label = Security code
verification-sent-to-new = In a few seconds you will get a 6-digit code where you asked for it. It expires in 10 minutes.
verification-sent = If the details match those the organisation has, you will get a 6-digit code in a few seconds. It expires in 10 minutes.
verification-continue = Continue
verification-six-digits = Type the 6 digits of the code
verification-wrong = { $left ->
    [one] The code is wrong or has expired. You have { $left } try left.
   *[other] The code is wrong or has expired. You have { $left } tries left.
}
verification-wait = Wait a minute before asking for another code. You may ask up to three times.
verification-resent = We sent another code. The one before works too until it expires.
verification-resend = Send again
verification-not-arrived = Did it not arrive?
verification-not-arrived-text = It may take a couple of minutes. If you expected an e-mail, look in junk and spam too. If your details have changed, write to us through the help channels.
verification-start-again = Start again with other details
verification-spent-title = No tries left
verification-spent-text = A wrong code was typed too many times, so this one no longer works. Start again and we will send you another.
