package emulator

import "net/http"

// verificationCodeRoutes send codes to addresses and check them, for whoever holds a Management API token.
func verificationCodeRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/verification-codes", handler: sendCode},
		{method: http.MethodPost, path: "/verification-codes/verify", handler: verifyCode},
	}
}

// genericUse is the template, and the use, of codes that an administrator's program sends.
const genericUse = "Generic"

// codeRecipient reads {email} or {phone}; e-mail is looked at first and a phone beside it is dropped.
func (r *request) codeRecipient(more ...key) (object, recipient, error) {
	o, err := r.guardBody(union(
		append(obj(key{"email", str().regex(emailPattern)}), more...),
		append(obj(key{"phone", str().regex(phonePattern)}), more...),
	))
	if err != nil {
		return nil, recipient{}, err
	}
	if o.has("email") {
		return o, recipient{address: o.str("email")}, nil
	}
	return o, recipient{address: o.str("phone"), phone: true}, nil
}

func sendCode(r *request) (response, error) {
	_, to, err := r.codeRecipient()
	if err != nil {
		return response{}, err
	}
	return r.tenant.sendPasscode(genericUse, to, nil, noContent)
}

func verifyCode(r *request) (response, error) {
	o, to, err := r.codeRecipient(key{"verificationCode", str().min(1)})
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.usePasscode(genericUse, to, o.str("verificationCode")); err != nil {
		return response{}, err
	}
	return noContent()
}
