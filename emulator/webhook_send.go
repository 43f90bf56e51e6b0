package emulator

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
)

// maxHookAnswer bounds what is kept of a receiver's answer, in bytes. Logto keeps all of it.
const maxHookAnswer = 8 << 10

// hookResult is what came of an attempt. Without an answer status is 0; without a failure name is empty.
type hookResult struct {
	status int
	body   string
	// name and message are those of the error that Logto's HTTP client throws, cause is the code of what caused it.
	name, message, cause string
}

// hookSignature is the header logto-signature-sha-256: hexadecimal HMAC-SHA256 of the body, byte by byte.
func hookSignature(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// transmit makes one attempt. config is that of a webhook: its url, and headers that may take the place of Logto's own,
// except for the signature.
func (c *courier) transmit(ctx context.Context, config map[string]any, key string, body []byte) hookResult {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, object(config).str("url"), bytes.NewReader(body))
	if err != nil {
		return hookResult{name: "TypeError", message: "Invalid URL"}
	}
	req.Header.Set("User-Agent", "Logto (https://logto.io/)")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	for name, value := range object(config).obj("headers") {
		text, _ := value.(string)
		req.Header.Set(name, text)
	}
	req.Header.Set("Logto-Signature-Sha-256", hookSignature(key, body))
	res, err := c.client.Do(req)
	if err != nil {
		return notDelivered(err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	answer, err := readEncoded(res)
	if err != nil {
		return notDelivered(err)
	}
	result := hookResult{status: res.StatusCode, body: string(answer)}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		result.name, result.message = "HTTPError", "Request failed with status code "+res.Status
	}
	return result
}

// notDelivered tells a receiver that was too slow from one that could not be reached.
func notDelivered(err error) hookResult {
	timeout, is := errors.AsType[net.Error](err)
	if errors.Is(err, context.DeadlineExceeded) || is && timeout.Timeout() {
		return hookResult{name: "TimeoutError", message: "Request timed out"}
	}
	return hookResult{name: "TypeError", message: "fetch failed", cause: "ECONNREFUSED"}
}

// readEncoded reads the beginning of an answer. The coding is undone here, because the request names what it accepts.
func readEncoded(res *http.Response) ([]byte, error) {
	var from io.Reader = res.Body
	var err error
	switch res.Header.Get("Content-Encoding") {
	case "gzip":
		from, err = gzip.NewReader(res.Body)
	case "deflate":
		from, err = zlib.NewReader(res.Body)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(from, maxHookAnswer))
}

// thrown is the error as Logto logs it, "" without one.
func (r hookResult) thrown() string {
	if r.name == "" {
		return ""
	}
	shown := members{{"message", r.message}}
	switch {
	case r.name == "HTTPError":
		shown = append(shown, members{{"response", members{}}, {"request", members{}}, {"options", members{}}, {"name", r.name}}...)
	case r.name == "TimeoutError":
		shown = append(shown, members{{"request", members{}}, {"name", r.name}}...)
	case r.cause != "":
		shown = append(shown, member{"cause", members{{"code", r.cause}}})
	}
	return r.name + ": " + string(marshal(shown))
}

// answered is the receiver's answer as Logto logs it: JSON as a value, anything else as text.
func (r hookResult) answered() members {
	var body any = r.body
	if raw := []byte(r.body); json.Valid(raw) && string(bytes.TrimSpace(raw)) != "null" {
		body = storedOrder(raw)
	}
	return members{{"body", body}, {"statusCode", r.status}}
}
