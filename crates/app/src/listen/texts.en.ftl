# What is answered before it is known which portal is meant.

listen-too-slow = Your request took too long to arrive. Check your internet connection and try again.
listen-too-long = What you sent is too long. Make it shorter and try again.
listen-not-understood = The request that came from your browser could not be understood. Update it, or try from another network.
listen-failed = Something failed on our side. Wait a moment and try again.
