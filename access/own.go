package access

// What people do about where they are reached themselves. There is no rule for it:
// package account does it with the person's own token. The names are here because
// the trail is asked for them on the pages of others as well.
const (
	OwnEmailChange Action = "account.change-email"
	OwnEmailRemove Action = "account.remove-email"
	OwnPhoneChange Action = "account.change-phone"
	OwnPhoneRemove Action = "account.remove-phone"
)
