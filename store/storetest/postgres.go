package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// URLVariable names a PostgreSQL server to use instead of starting one; its user must be able to create databases.
const URLVariable = "ROSTER_TEST_POSTGRES_URL"

// server is the address of the one server of this test binary.
var server = sync.OnceValues(func() (string, error) {
	if u := os.Getenv(URLVariable); u != "" {
		return u, nil
	}
	return startCluster()
})

// Postgres returns the address of an empty PostgreSQL database that is dropped with the test. Without
// PostgreSQL the test is skipped, naming what to install; under CI=true or ROSTER_TEST_STRICT=1 it fails.
func Postgres(t testing.TB) string {
	t.Helper()
	base, err := server()
	if errors.Is(err, errNotInstalled) {
		skip(t, "PostgreSQL is not installed: apt-get install -y postgresql (or set "+URLVariable+")")
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name := "roster_test_" + strings.ToLower(rand.Text())
	admin(t, base, "CREATE DATABASE "+name)
	t.Cleanup(func() { admin(t, base, "DROP DATABASE "+name+" WITH (FORCE)") })
	return withDatabase(t, base, name)
}

// skip skips, unless everything is to be run.
func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("ROSTER_TEST_STRICT") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// admin runs one statement on the server. The context of a test is over in its cleanup, hence not that one.
func admin(t testing.TB, base, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatalf("connect to PostgreSQL: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func withDatabase(t testing.TB, base, name string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("%s is no address", URLVariable)
	}
	u.Path = "/" + name
	return u.String()
}
