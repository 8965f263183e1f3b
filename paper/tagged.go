package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// errShape says that the library writes its files in another way than this package knows.
var errShape = errors.New("paper: the library's file has another shape")

// object is one of a PDF's, without its number.
type object struct {
	text   []byte
	stream bool // holds a stream, and so stands by itself
}

// tagged is a document of the library with a structure: its pages and catalogue refer to the tree, and all objects are
// written anew, those without a stream packed together (ISO 32000-1, 7.5.7), for the tree of a long bill is large.
func tagged(raw []byte, t *tags) ([]byte, error) {
	objects, err := parsed(raw)
	if err != nil {
		return nil, err
	}
	catalogue := len(objects) // the library's last
	var pages []int
	for n := 1; n <= catalogue; n++ {
		if bytes.HasPrefix(objects[n].text, []byte("<</Type /Page\n")) {
			pages = append(pages, n)
		}
	}
	if len(pages) < len(t.owners) || !bytes.HasPrefix(objects[catalogue].text, []byte("<<\n/Type /Catalog\n")) {
		return nil, errShape
	}
	tree := catalogue + 1
	for i, n := range pages {
		objects[n] = with(objects[n], "<</Type /Page\n", fmt.Sprintf("/StructParents %d /Tabs /S\n", i))
	}
	objects[catalogue] = with(objects[catalogue], "<<\n/Type /Catalog\n", fmt.Sprintf("/MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>>\n", tree))
	t.write(objects, tree, pages)
	return written(objects, catalogue, catalogue-1), nil
}

// with is an object with more said behind its beginning.
func with(o object, begin, more string) object {
	rest := bytes.TrimPrefix(o.text, []byte(begin))
	return object{text: append([]byte(begin+more), rest...), stream: o.stream}
}

// parsed are the objects of a file by their numbers, as its table tells where they are (7.5.4).
func parsed(raw []byte) (map[int]object, error) {
	at := bytes.LastIndex(raw, []byte("\nxref\n0 "))
	if at < 0 {
		return nil, errShape
	}
	lines := strings.Split(string(raw[at+1:]), "\n")
	count, err := strconv.Atoi(strings.TrimPrefix(lines[1], "0 "))
	if err != nil || len(lines) < count+2 {
		return nil, errShape
	}
	offsets := map[int]int{} // to the number
	for n := 1; n < count; n++ {
		offset, err := strconv.Atoi(strings.Fields(lines[2+n])[0])
		if err != nil || offset < 0 || offset > at {
			return nil, errShape
		}
		offsets[offset] = n
	}
	order := append(slices.Sorted(maps.Keys(offsets)), at+1)
	objects := map[int]object{}
	for i, offset := range order[:len(order)-1] {
		n := offsets[offset]
		text, begun := bytes.CutPrefix(raw[offset:order[i+1]], fmt.Appendf(nil, "%d 0 obj\n", n))
		text, ended := bytes.CutSuffix(text, []byte("endobj\n"))
		if !begun || !ended {
			return nil, errShape
		}
		objects[n] = object{text: text, stream: bytes.HasSuffix(text, []byte("endstream\n"))}
	}
	return objects, nil
}

// write adds the tree: its root, the nodes, and by which node each mark of a page is owned (14.7.4).
func (t *tags) write(objects map[int]object, tree int, pages []int) {
	numbers, above := map[*node]int{}, map[*node]int{&t.root: tree}
	nodes := t.all()
	for i, n := range nodes {
		numbers[n] = tree + 1 + i
	}
	for _, n := range nodes {
		for _, k := range n.kids {
			if below, ok := k.(*node); ok {
				above[below] = numbers[n]
			}
		}
	}
	for _, n := range nodes {
		objects[numbers[n]] = object{text: n.text(numbers, above[n], pages)}
	}
	parents := tree + 1 + len(nodes)
	objects[tree] = object{text: fmt.Appendf(nil, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>\n", numbers[&t.root], parents, len(pages))}
	var b bytes.Buffer
	b.WriteString("<</Nums [")
	for i, owners := range t.owners {
		fmt.Fprintf(&b, "%d [", i)
		for _, n := range owners {
			fmt.Fprintf(&b, "%d 0 R ", numbers[n])
		}
		b.WriteString("]\n")
	}
	b.WriteString("]>>\n")
	objects[parents] = object{text: b.Bytes()}
}

func (n *node) text(numbers map[*node]int, above int, pages []int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", n.role, above)
	if n.alt != "" {
		fmt.Fprintf(&b, " /Alt %s", hexText(n.alt))
	}
	if n.scope != "" {
		fmt.Fprintf(&b, " /A <</O /Table /Scope /%s>>", n.scope)
	}
	if n.box != "" {
		fmt.Fprintf(&b, " /A <</O /Layout /BBox [%s]>>", n.box)
	}
	b.WriteString(" /K [")
	for _, k := range n.kids {
		switch k := k.(type) {
		case *node:
			fmt.Fprintf(&b, "%d 0 R ", numbers[k])
		case mark:
			fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pages[k.page-1], k.id)
		}
	}
	b.WriteString("]>>\n")
	return b.Bytes()
}

// hexText is a text as a string of a PDF that holds any (7.9.2.2).
func hexText(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// packs are so many objects: what is looked for one is unpacked for all.
const packs = 200

// written is a file of the objects, with a table that is a stream (7.5.8).
func written(objects map[int]object, catalogue, info int) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	where := map[int][3]int{0: {0, 0, 65535}} // kind; offset, or number of the pack; generation, or place in the pack
	next := len(objects) + 1
	stand := func(n int, text []byte) {
		where[n] = [3]int{1, out.Len(), 0}
		fmt.Fprintf(&out, "%d 0 obj\n%sendobj\n", n, text)
	}
	var small []int
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		if objects[n].stream {
			stand(n, objects[n].text)
		} else {
			small = append(small, n)
		}
	}
	for pack := range slices.Chunk(small, packs) {
		var index, texts bytes.Buffer
		for i, n := range pack {
			fmt.Fprintf(&index, "%d %d ", n, texts.Len())
			texts.Write(objects[n].text)
			where[n] = [3]int{2, next, i}
		}
		stand(next, stream(fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(pack), index.Len()), append(index.Bytes(), texts.Bytes()...)))
		next++
	}
	at := out.Len()
	where[next] = [3]int{1, at, 0}
	var table bytes.Buffer
	for n := range next + 1 {
		w := where[n]
		table.WriteByte(byte(w[0]))
		table.Write(binary.BigEndian.AppendUint32(nil, uint32(w[1]))) //nolint:gosec // a bill has far fewer bytes than 4 GB
		table.Write(binary.BigEndian.AppendUint16(nil, uint16(w[2]))) //nolint:gosec // a place in a pack
	}
	stand(next, stream(fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R", next+1, catalogue, info), table.Bytes()))
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", at)
	return out.Bytes()
}

// stream is a packed stream with what is said of it.
func stream(about string, content []byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(content) // into memory, always
	_ = z.Close()
	return fmt.Appendf(nil, "<<%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\n", about, packed.Len(), packed.Bytes())
}
