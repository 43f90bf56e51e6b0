// Package mail sends the portal's own mails by SMTP: invitations, links for a
// new password, and invitations into an organization. Logto sends none of them.
//
// It owns how a mail is put together and handed to a server. What a mail says is
// in views/mail; who may send one, and to which address, is decided by the
// caller. Nothing here logs, and no error tells an address, a link or what the
// server answered.
//
// directory and cmd/roster call it. It imports views/mail, views/paths and i18n
// of ours.
package mail
