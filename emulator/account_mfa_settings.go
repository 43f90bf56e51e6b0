package emulator

import "net/http"

// factorSettingLines are what a person has answered to Logto's questions about second factors.
func factorSettingLines() []accountLine {
	return []accountLine{
		{http.MethodGet, "/mfa-settings", myFactorSettings},
		{http.MethodPatch, "/mfa-settings", patchMyFactorSettings},
		{http.MethodGet, "/logto-configs", myLogtoConfigs},
		{http.MethodPatch, "/logto-configs", patchMyLogtoConfigs},
	}
}

func (u *user) factorSettings() map[string]any {
	return map[string]any{"skipMfaOnSignIn": object(u.logtoConfig).obj("mfa").flag("skipMfaOnSignIn")}
}

func myFactorSettings(a *accountCall) (response, error) {
	if err := a.needs(ownFactors, readable("mfa")); err != nil {
		return response{}, err
	}
	return ok(a.user.factorSettings())
}

func patchMyFactorSettings(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"skipMfaOnSignIn", boolean()}), proven, ownFactors, editable("mfa"), firstParty)
	if err != nil {
		return response{}, err
	}
	a.user.remember("mfa", o)
	a.changed()
	return ok(a.user.factorSettings())
}

// eitherFactor is met when it is for passkeys or for the other factors.
func eitherFactor(of func(field string) need) need {
	return func(a *accountCall) error {
		if of("passkey")(a) == nil {
			return nil
		}
		return of("mfa")(a)
	}
}

func myLogtoConfigs(a *accountCall) (response, error) {
	if err := a.needs(ownFactors, eitherFactor(readable)); err != nil {
		return response{}, err
	}
	return ok(logtoConfigs(a.user))
}

func patchMyLogtoConfigs(a *accountCall) (response, error) {
	o, err := a.guarded(logtoConfigSchema(), proven, ownFactors, eitherFactor(editable), firstParty)
	if err != nil {
		return response{}, err
	}
	a.changed()
	return ok(a.user.configure(o))
}
