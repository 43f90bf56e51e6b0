package apiclient

import (
	"encoding/json"
	"testing"
	"time"
)

func TestMillis_isANumberOfMillisecondsOrNull(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 3, 4, 5, 678_000_000, time.UTC)
	for text, want := range map[string]time.Time{
		"1795316645678": at, "1.795316645678e12": at, "null": {}, "0": time.UnixMilli(0), "-1000": time.UnixMilli(-1000),
	} {
		var m Millis
		if err := json.Unmarshal([]byte(text), &m); err != nil || !m.Equal(want) {
			t.Errorf("%s is %v, %v, want %v", text, m, err, want)
		}
	}
	for _, text := range []string{`"2026-11-22"`, `{}`, `true`, `1e400`} {
		if err := json.Unmarshal([]byte(text), new(Millis)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
	for m, want := range map[Millis]string{At(at): "1795316645678", {}: "null"} {
		if got, err := json.Marshal(m); err != nil || string(got) != want {
			t.Errorf("%v becomes %s, %v, want %s", m, got, err, want)
		}
	}
}

func TestCustomData_keepsNumbersDigitForDigit(t *testing.T) {
	t.Parallel()
	const text = `{"a":12345678901234567890,"b":{"c":[1.10,null,"x"]}}`
	var data CustomData
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(data); err != nil || string(got) != text {
		t.Errorf("became %s, %v", got, err)
	}
}
