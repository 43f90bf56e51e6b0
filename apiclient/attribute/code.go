package attribute

import (
	"cmp"
	"errors"
	"fmt"

	"roster/apiclient"
)

// CodeOf names an error of a changing call for the audit trail: Logto's code, or a
// word for why there was no answer.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*apiclient.Unavailable](err); ok {
		return map[apiclient.Kind]string{
			apiclient.KindTimeout: "timeout", apiclient.KindRefused: "unreachable", apiclient.KindCutOff: "cut-off",
			apiclient.KindMalformed: "malformed", apiclient.KindRedirect: "redirect",
			apiclient.KindServer: "server-error", apiclient.KindCanceled: "canceled",
		}[e.Kind]
	}
	if e, ok := errors.AsType[*apiclient.Error](err); ok {
		return cmp.Or(e.Code, fmt.Sprintf("status-%d", e.Status))
	}
	return "failed"
}
