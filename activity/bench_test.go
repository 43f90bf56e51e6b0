package activity_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"roster/store/storetest"
)

// BenchmarkReceive is deliveries as they come in from many connections at once: checked, stored on
// the disk, answered.
func BenchmarkReceive(b *testing.B) {
	for name, url := range map[string]func(b *testing.B) string{
		"sqlite":     func(b *testing.B) string { return "sqlite:" + b.TempDir() + "/roster.db" },
		"postgresql": func(b *testing.B) string { return storetest.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			in := inbox(storetest.Open(b, url(b)).Events())
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer() // a server is started for the first
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					body := body("User.Data.Updated", 0, about("kim", false), fmt.Sprintf(`"n":%d`, n.Add(1)))
					if err := in.Receive(b.Context(), body, sign(body, key)); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}
