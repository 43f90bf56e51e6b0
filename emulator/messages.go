package emulator

import (
	"net/http"
	"strings"
)

// messages are sentences for people, by code and language. The wording is the emulator's own; programs must not read
// it. Codes without a sentence get one made of the code.
var messages = map[string]map[string]string{
	"en": {
		"auth.authorization_header_missing":              "The Authorization header is not there.",
		"auth.authorization_token_type_not_supported":    "Only Bearer tokens are accepted.",
		"auth.unauthorized":                              "The token was not accepted.",
		"auth.forbidden":                                 "The token does not carry the permission for this.",
		"entity.not_found":                               "There is no such resource.",
		"entity.not_exists":                              "There is no such entity.",
		"entity.not_exists_with_id":                      "There is no entity with this id.",
		"entity.invalid_input":                           "There is nothing to write.",
		"guard.invalid_input":                            "The request has values that are not valid.",
		"guard.invalid_pagination":                       "The page values are not valid.",
		"request.invalid_input":                          "The input is not valid.",
		"session.invalid_credentials":                    "The account or the password is wrong.",
		"session.not_found":                              "The sign-in has ended. Start again from the application.",
		"user.suspended":                                 "This account is suspended.",
		"user.username_already_in_use":                   "This username is taken.",
		"user.email_already_in_use":                      "This e-mail address is taken.",
		"user.phone_already_in_use":                      "This phone number is taken.",
		"session.verification_blocked_too_many_attempts": "There were too many attempts. Try again later.",
		"session.mfa.require_mfa_verification":           "A second factor is needed to sign in.",
		"session.mfa.invalid_totp_code":                  "This code is not right.",
		"session.mfa.invalid_backup_code":                "This backup code is not right or was used before.",
		"session.mfa.backup_code_required":               "Backup codes have to be saved as well.",
		"user.missing_profile":                           "Something is missing from the account.",
		"user.missing_mfa":                               "A second factor has to be set up before signing in.",
		"user.suggest_mfa":                               "A second factor makes the account safer.",
		"user.same_password":                             "The new password is the same as the old one.",
		"user.user_not_exist":                            "There is no account with this address.",
		"password.rejected":                              "This password does not meet the requirements.",
		"password.expired":                               "The password has expired. It has to be reset.",
		"password_rejected.too_short":                    "It needs at least {min} characters.",
		"password_rejected.too_long":                     "It may have at most {max} characters.",
		"password_rejected.character_types":              "It needs at least {min} kinds of characters.",
		"password_rejected.unsupported_characters":       "It has characters that cannot be used.",
		"password_rejected.restricted.repetition":        "It repeats characters.",
		"password_rejected.restricted.sequence":          "It follows a sequence.",
		"password_rejected.restricted.user_info":         "It contains something of the account.",
		"password_rejected.restricted.words":             "It contains a word that is not allowed.",
		"one_time_token.token_not_found":                 "There is no such link.",
		"one_time_token.token_expired":                   "The link has expired.",
		"one_time_token.token_consumed":                  "The link was used before.",
		"one_time_token.token_revoked":                   "The link was withdrawn.",
		"one_time_token.email_mismatch":                  "The link is for another address.",
		"one_time_token.interaction_event_mismatch":      "The link is for something else.",
		"account_center.not_enabled":                     "The account center is switched off.",
		"account_center.field_not_enabled":               "This part of the account is not shown.",
		"account_center.field_not_editable":              "This part of the account cannot be changed.",
		"auth.third_party_application_forbidden":         "An application of somebody else may not do this.",
		"verification_record.permission_denied":          "Show who you are before you do this.",
		"verification_record.not_found":                  "There is no such verification.",
		"verification_code.not_found":                    "There is no code. Ask for one first.",
		"verification_code.code_mismatch":                "This code is not right.",
		"verification_code.expired":                      "The code has expired. Ask for another one.",
		"verification_code.exceed_max_try":               "There were too many wrong codes. Ask for another one.",
		"verification_code.email_mismatch":               "The code was sent to another address.",
		"request.message_rate_limited":                   "Too many messages went to this recipient. Try again later.",
		"user.last_sign_in_method_required":              "This is the last way to sign in and has to stay.",
		"log.invalid_time_window":                        "The end must not be before the start.",
		"emulator.passwords_differ":                      "The two passwords are not the same.",
		"oidc.invalid_grant":                             "The grant is not valid.",
		"oidc.invalid_token":                             "The token is not valid.",
		"oidc.invalid_request":                           "The request is not valid.",
		"oidc.invalid_client":                            "The client was not accepted.",
		"oidc.invalid_target":                            "The resource is not known.",
	},
	"ko": {
		"auth.authorization_header_missing":           "Authorization 헤더가 없습니다.",
		"auth.authorization_token_type_not_supported": "Bearer 토큰만 사용할 수 있습니다.",
		"auth.unauthorized":                           "토큰이 유효하지 않습니다.",
		"auth.forbidden":                              "이 작업에 필요한 권한이 없습니다.",
		"entity.not_found":                            "리소스를 찾을 수 없습니다.",
		"guard.invalid_input":                         "요청 값이 올바르지 않습니다.",
		"guard.invalid_pagination":                    "페이지 값이 올바르지 않습니다.",
		"session.invalid_credentials":                 "계정 또는 비밀번호가 올바르지 않습니다.",
		"account_center.not_enabled":                  "계정 센터가 꺼져 있습니다.",
		"account_center.field_not_editable":           "변경할 수 없는 항목입니다.",
		"verification_record.permission_denied":       "먼저 본인 확인을 해야 합니다.",
		"verification_code.code_mismatch":             "인증 코드가 올바르지 않습니다.",
		"verification_code.expired":                   "인증 코드가 만료되었습니다. 새 코드를 요청하세요.",
		"request.message_rate_limited":                "너무 많은 메시지를 보냈습니다. 나중에 다시 시도하세요.",
		"user.suspended":                              "정지된 계정입니다.",
		"user.username_already_in_use":                "이미 사용 중인 사용자 이름입니다.",
		"user.email_already_in_use":                   "이미 사용 중인 이메일 주소입니다.",
		"user.phone_already_in_use":                   "이미 사용 중인 전화번호입니다.",
	},
}

// messageFor is the sentence of a code in a language, in English when the language has none.
func messageFor(code, language string) string {
	if text := messages[language][code]; text != "" {
		return text
	}
	if text := messages["en"][code]; text != "" {
		return text
	}
	return "Refused: " + code + "."
}

// languageOf is the first language of Accept-Language that has sentences.
func languageOf(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if messages[base] != nil {
			return base
		}
	}
	return "en"
}
