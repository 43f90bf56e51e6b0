package handlers

import "net/http"

// securityHeaders puts the headers of OWASP ASVS 5.0, section 3.4, on every
// answer: pages, fragments, errors, redirects and assets alike.
//
// form-action names Logto's origin, because Chromium also applies it to the
// redirect from POST /sign-out (and a form sent without a session) to Logto.
func securityHeaders(logtoOrigin string, https bool, next http.Handler) http.Handler {
	fixed := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
			"font-src 'self'; connect-src 'self'; form-action 'self' " + logtoOrigin + "; " +
			"base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
		"X-Content-Type-Options":            "nosniff",
		"Referrer-Policy":                   "same-origin",
		"Cross-Origin-Opener-Policy":        "same-origin",
		"Cross-Origin-Resource-Policy":      "same-origin",
		"X-Frame-Options":                   "DENY",
		"X-Permitted-Cross-Domain-Policies": "none",
		"Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
			"magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
		// Whatever may be kept (assets with their hash in the address) says so itself.
		"Cache-Control": "no-store",
	}
	if https {
		fixed["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range fixed {
			h.Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}
