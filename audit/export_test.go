package audit

import "slices"

// Rehash links and signs records anew under key, as somebody who has the key could.
func Rehash(key []byte, records []Record) []Record {
	k, err := deriveKeys(key)
	if err != nil {
		panic(err)
	}
	records = slices.Clone(records)
	for i := range records {
		if i > 0 {
			records[i].Seq, records[i].Prev = records[i-1].Seq+1, records[i-1].MAC
		}
		records[i].MAC = k.mac(records[i])
	}
	return records
}
