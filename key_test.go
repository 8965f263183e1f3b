package anteroom

import "testing"

// What each movement does to a balance of 10 keys, of which 2 are reserved and 5 used: 3 are free.
func TestMove(t *testing.T) {
	k := Keys{Total: 10, Reserved: 2, Used: 5}
	for _, row := range []struct {
		move KeyMove
		n    int
		want Keys
		err  string
	}{
		{KeysAdded, 4, Keys{14, 2, 5}, ""},
		{KeysTaken, 3, Keys{7, 2, 5}, ""},
		{KeysTaken, 4, k, "error.keys.used"},
		{KeysReserved, 3, Keys{10, 5, 5}, ""},
		{KeysReserved, 4, k, "error.keys.short"},
		{KeysUsed, 3, Keys{10, 2, 8}, ""},
		{KeysUsed, 4, k, "error.keys.short"},
		{KeysClaimed, 2, Keys{10, 0, 7}, ""},
		{KeysClaimed, 3, k, "error.internal"}, // nobody claims what was not reserved
		{KeysReleased, 2, Keys{10, 0, 5}, ""},
		{KeysReleased, 3, k, "error.internal"},
		{KeysFreed, 5, Keys{10, 2, 0}, ""},
		{KeysFreed, 6, k, "error.internal"},
		{KeysGiven, 3, Keys{10, 2, 8}, ""},
		{KeysGiven, 4, k, "error.keys.short"},
		{KeysReturned, 5, Keys{10, 2, 0}, ""},
		{KeysUsed, -1, k, "error.internal"},
		{KeysUsed, 0, k, ""},
	} {
		got, err := k.Move(row.move, row.n)
		key := ""
		if e, ok := err.(*Error); ok {
			key = e.Msg.Key
		}
		if got != row.want || key != row.err {
			t.Errorf("%s %d: got %+v %s, want %+v %s", row.move, row.n, got, key, row.want, row.err)
		}
	}
}

// 0 means none, never no limit.
func TestNoKeys(t *testing.T) {
	if _, err := (Keys{}).Move(KeysUsed, 1); KindOf(err) != Limit {
		t.Error(err)
	}
}
