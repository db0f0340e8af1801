# The demonstration: its test inbox.

demo-badge = Demonstration
demo-inbox-title = Test inbox
demo-inbox-intro = Every e-mail and text message that the demonstration sends arrives here, whoever it is for. Nothing leaves this machine.
demo-inbox-to = E-mail or mobile number of the receiver
demo-inbox-show = Search
demo-inbox-all = Show all
demo-inbox-count = { $count ->
    [0] No messages
    [1] One message
   *[other] { $count } messages
  }
demo-inbox-empty = There are no messages yet. Register or recover a password in one of the portals and load this page again.
demo-inbox-mail = E-mail
demo-inbox-text-message = Text message
demo-inbox-receiver = To { $receivers }
demo-inbox-sender = From { $sender }
demo-inbox-provider = Sent through the provider “{ $provider }”
demo-inbox-plain = Show the plain text
