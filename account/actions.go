package account

import "roster/access"

// Actions are all that this package records, by the names they have in the trail.
func Actions() []access.Action {
	return []access.Action{
		ProfileUpdate, PictureUpload, UsernameChange, DataExport, IdentityCheck, AddressCheck, CodeSend,
		access.OwnEmailChange, access.OwnEmailRemove, access.OwnPhoneChange, access.OwnPhoneRemove,
		PasswordSet, TOTPAdd, CodesAdd, FactorRemove, PasskeyRename,
		SessionEnd, GrantRevoke, IdentityLink, IdentityUnlink,
	}
}
