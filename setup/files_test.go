package setup

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWriteEnv_keepsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ".env")
	before := "# mine\nexport LOGTO_ENDPOINT=https://old.example\n\nOTHER='a b'\nSAME=\"x\"\n"
	if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	settings := []Setting{{"LOGTO_ENDPOINT", "https://new.example"}, {"SAME", "x"}, {"URL", "postgres://u:p@h/d?a=b&c=d"}}
	changed, err := WriteEnv(path, settings)
	raw, _ := os.ReadFile(path)
	want := "# mine\nLOGTO_ENDPOINT=https://new.example\n\nOTHER='a b'\nSAME=\"x\"\nURL='postgres://u:p@h/d?a=b&c=d'\n"
	if err != nil || !changed || string(raw) != want {
		t.Errorf("%t, %v:\n%s\nwant\n%s", changed, err, raw, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	env, err := ReadEnv(path)
	if err != nil || env["OTHER"] != "a b" || env["URL"] != settings[2].Value {
		t.Errorf("read back %v, %v", env, err)
	}
	if changed, err := WriteEnv(path, settings); err != nil || changed {
		t.Errorf("the same again: changed %t, %v", changed, err)
	}
	if _, err := WriteEnv(path, []Setting{{"KEY", "a'b"}}); err == nil {
		t.Error("a quote is written, which shells read otherwise")
	}
}

func TestReadEnv_namesTheLineThatIsWrong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, []byte("A=1\nsecret words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadEnv(path); err == nil || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v, want line 2 and not what is in it", err)
	}
}

func TestManifest_isAboutOneLogto(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "setup.json")
	m, err := OpenManifest(path, "https://one.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.begin(Item{Kind: KindRole, Name: "r"}); err != nil || !m.owns(KindRole, "r", "any") {
		t.Fatalf("%v, or what was begun is not ours", err)
	}
	if err := m.keep(Item{Kind: KindRole, Name: "r", ID: "1"}); err != nil || m.owns(KindRole, "r", "2") || len(m.Items) != 1 {
		t.Errorf("%v, %+v", err, m.Items)
	}
	if again, err := OpenManifest(path, "https://one.example"); err != nil || !again.knows(KindRole, "1") {
		t.Errorf("read back: %v", err)
	}
	if _, err := OpenManifest(path, "https://two.example"); !errors.Is(err, ErrOtherTenant) {
		t.Errorf("%v, want ErrOtherTenant", err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenManifest(path, "https://one.example"); err == nil {
		t.Error("half a manifest is read as one")
	}
}

func TestLock_isForOneRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "setup.json")
	release, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(path); !errors.Is(err, ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
	release()
	release, err = Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	release()
}

func TestClock_mayBeALittleOff(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for skew, fine := range map[time.Duration]bool{0: true, 20 * time.Second: true, -20 * time.Second: true, time.Minute: false, -time.Hour: false} {
		d := discovered{date: at}
		err := d.clock(at.Add(skew))
		fault, _ := errors.AsType[*Fault](err)
		if (err == nil) != fine || !fine && (fault == nil || fault.Line != LineClock) {
			t.Errorf("%v apart: %v", skew, err)
		}
	}
	if err := (&discovered{}).clock(time.Now()); err != nil {
		t.Errorf("without a date: %v", err)
	}
}

// A version that lacks a route answers it as any unknown one.
func TestMissingRoute_isNoMissingPerson(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"Not Found": true, `{"code":"entity.not_found","message":"x"}`: false} {
		client, err := Tenant{
			Endpoint: "http://logto.example", M2MAppID: "i", M2MAppSecret: "s", ManagementResource: "https://default.logto.app/api",
			HTTP: &http.Client{Transport: answering(body)},
		}.client()
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.AccountCenter.Get(t.Context())
		if missingRoute(err) != want {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// A settings file that is right already, but that others may read, is narrowed all the same.
func TestWriteEnv_narrowsTheModeOfAFileItDoesNotChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ".env")
	settings := []Setting{{Name: "LOGTO_APP_SECRET", Value: "s"}}
	if _, err := WriteEnv(path, settings); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	changed, err := WriteEnv(path, settings)
	if err != nil || changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}
