package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecret_staysSecretHoweverItIsPrinted(t *testing.T) {
	t.Parallel()
	const value = "hunter2"
	secret := Secret(value)
	token := PersonalAccessToken{Name: "n", Value: secret}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", secret, "token", token)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", secret, "token", token)
	connector := ConnectorCreate{ConnectorID: "c", Config: mailConfig}
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "connector", connector, "config", mailConfig)
	encoded, err := json.Marshal(map[string]any{"s": secret, "t": token, "c": connector})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New("https://logto.test", WithClientCredentials("id", secret, "r"))
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{log.String(), string(encoded), fmt.Errorf("wrapped: %w %v", ErrInvalidID, secret).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		printed = append(printed, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, token), fmt.Sprintf(verb, &token),
			fmt.Sprintf(verb, c), fmt.Sprintf(verb, *c), fmt.Sprintf(verb, UserCreate{Password: secret}),
			fmt.Sprintf(verb, StaticToken(secret)), fmt.Sprintf(verb, mailConfig), fmt.Sprintf(verb, connector))
	}
	for _, text := range printed {
		if strings.Contains(text, value) || strings.Contains(strings.ToLower(text), "68756e74657232") {
			t.Errorf("shown in %s", text)
		}
	}
	if secret.Reveal() != value {
		t.Errorf("Reveal gives %q", secret.Reveal())
	}
}

func TestSecret_isReadFromAnswers(t *testing.T) {
	t.Parallel()
	var token OneTimeToken
	if err := json.Unmarshal([]byte(`{"token":"abc"}`), &token); err != nil || token.Token.Reveal() != "abc" {
		t.Errorf("got %q, %v", token.Token.Reveal(), err)
	}
}

func TestSecretJSON_isTheValueAsWritten(t *testing.T) {
	t.Parallel()
	var connector Connector
	const config = `{"port": 25, "auth":{"pass":"x"}}`
	if err := json.Unmarshal([]byte(`{"config":`+config+`,"metadata":null}`), &connector); err != nil {
		t.Fatal(err)
	}
	if got := string(connector.Config.Reveal()); got != config {
		t.Errorf("got %s", got)
	}
	if err := json.Unmarshal([]byte(`{"config":null}`), &connector); err != nil || connector.Config != "" {
		t.Errorf("null is %q, %v", connector.Config.Reveal(), err)
	}
	sealed, err := SealJSON(map[string]int{"port": 25})
	if err != nil || string(sealed.Reveal()) != `{"port":25}` {
		t.Errorf("got %s, %v", sealed.Reveal(), err)
	}
}
