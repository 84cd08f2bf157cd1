// Opens referrals with go-jose: open PRIVATE-JWK [TOKENS]
//
// The tokens stand one a line in the file or on standard input. The library's part is three lines
// in decrypt; the rest is what has to be checked besides, because the library alone takes any
// algorithm that it knows.
package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	jose "gopkg.in/square/go-jose.v2"
)

// The longest token, in characters: a record of 16 KiB with what stands around it.
const longest = 24576

// Members that change how a token is read, and that no referral has.
var unknownToUs = []string{"crit", "zip", "apu", "apv"}

// Why a token was not opened. The text is the code, and never says what was inside.
var (
	errMalformed    = errors.New("malformed")
	errAlgorithm    = errors.New("algorithm")
	errOtherKey     = errors.New("other-key")
	errNotAuthentic = errors.New("not-authentic")
	errNotARecord   = errors.New("not-a-record")
)

type object = map[string]json.RawMessage

// A private key, and the one algorithm for its kind: the key decides, never the token.
type key struct {
	id, alg string
	secret  interface{}
}

// The library takes a content key of 128 bits for A256GCM, too, so the length is checked here. A key
// in an HSM or a cloud's key service is asked in the same place.
type rsaKey struct{ *rsa.PrivateKey }

func (key rsaKey) DecryptKey(wrapped []byte, _ jose.Header) ([]byte, error) {
	content, err := rsa.DecryptOAEP(sha256.New(), rand.Reader, key.PrivateKey, wrapped, nil)
	if err == nil && len(content) != 32 {
		err = errNotAuthentic
	}
	return content, err
}

func main() {
	keys, tokens, err := input(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "usage: open PRIVATE-JWK [TOKENS]: a file cannot be read")
		os.Exit(1)
	}
	out := bufio.NewWriter(os.Stdout)
	refused := false
	for i, token := range tokens {
		record, err := open(strings.TrimSuffix(token, "\r"), keys)
		if err != nil {
			refused = true
			fmt.Fprintf(os.Stderr, "token %d: %v\n", i+1, err)
		}
		// A refused token leaves its line empty, so that lines and tokens stay side by side.
		fmt.Fprintf(out, "%s\n", record)
	}
	out.Flush()
	if refused {
		os.Exit(1)
	}
}

func open(token string, keys []key) ([]byte, error) {
	key, err := check(token, keys)
	if err != nil {
		return nil, err
	}
	plaintext, err := decrypt(token, key)
	if err != nil {
		// Whatever went wrong has one name: which step failed is nobody's business.
		return nil, errNotAuthentic
	}
	if _, ok := parse(plaintext); !ok {
		return nil, errNotARecord
	}
	// Leaves out the spaces that hide the length, and every line break.
	var record bytes.Buffer
	if err := json.Compact(&record, plaintext); err != nil {
		return nil, errNotARecord
	}
	return record.Bytes(), nil
}

func decrypt(token string, key key) ([]byte, error) {
	sealed, err := jose.ParseEncrypted(token)
	if err != nil {
		return nil, err
	}
	return sealed.Decrypt(key.secret)
}

// The key that the token is for, if it is such a token as the widget seals.
func check(token string, keys []key) (found key, err error) {
	parts := strings.Split(token, ".")
	if len(token) > longest || len(parts) != 5 {
		return found, errMalformed
	}
	var octets [5][]byte
	for i, part := range parts {
		var ok bool
		if octets[i], ok = decode(part); !ok {
			return found, errMalformed
		}
	}
	header, ok := parse(octets[0])
	if !ok {
		return found, errMalformed
	}

	alg := text(header["alg"])
	if alg != "ECDH-ES" && alg != "RSA-OAEP-256" || text(header["enc"]) != "A256GCM" {
		return found, errAlgorithm
	}
	for _, name := range unknownToUs {
		if _, there := header[name]; there {
			return found, errAlgorithm
		}
	}
	kid := text(header["kid"])
	for _, key := range keys {
		if kid != "" && key.id == kid {
			found = key
		}
	}
	if found.alg == "" {
		return found, errOtherKey
	}
	if found.alg != alg {
		return found, errAlgorithm
	}

	wrapped, iv, ciphertext, tag := octets[1], octets[2], octets[3], octets[4]
	shape := len(wrapped) > 0
	if alg == "ECDH-ES" {
		shape = len(wrapped) == 0 && isPoint(header["epk"])
	}
	if !shape || len(iv) != 12 || len(ciphertext) == 0 || len(tag) != 16 {
		return found, errMalformed
	}
	return found, nil
}

func isPoint(raw json.RawMessage) bool {
	epk, ok := parse(raw)
	if !ok || text(epk["kty"]) != "EC" || text(epk["crv"]) != "P-256" {
		return false
	}
	x, fits := decode(text(epk["x"]))
	y, fit := decode(text(epk["y"]))
	return fits && fit && len(x) == 32 && len(y) == 32
}

// Go reads past line breaks; what does not come out again as it was is refused.
func decode(part string) ([]byte, bool) {
	octets, err := base64.RawURLEncoding.DecodeString(part)
	return octets, err == nil && base64.RawURLEncoding.EncodeToString(octets) == part
}

// Go takes other octets than UTF-8 for JSON, and puts a question mark in their place.
func parse(octets []byte) (value object, ok bool) {
	err := json.Unmarshal(octets, &value)
	return value, err == nil && value != nil && utf8.Valid(octets)
}

// The string, or nothing where it is none.
func text(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// The keys of a JWK or a JWK Set, and the lines with the tokens.
func input(args []string) (keys []key, tokens []string, err error) {
	if len(args) == 0 {
		return nil, nil, errors.New("no key")
	}
	file, err := os.ReadFile(args[0])
	if err != nil {
		return nil, nil, err
	}
	var set struct{ Keys []json.RawMessage }
	if err := json.Unmarshal(file, &set); err != nil {
		return nil, nil, err
	}
	if set.Keys == nil {
		set.Keys = []json.RawMessage{file}
	}
	for _, raw := range set.Keys {
		var jwk jose.JSONWebKey
		if err := json.Unmarshal(raw, &jwk); err != nil {
			return nil, nil, err
		}
		switch secret := jwk.Key.(type) {
		case *ecdsa.PrivateKey:
			keys = append(keys, key{jwk.KeyID, "ECDH-ES", secret})
		case *rsa.PrivateKey:
			keys = append(keys, key{jwk.KeyID, "RSA-OAEP-256", rsaKey{secret}})
		default:
			return nil, nil, errors.New("no private key")
		}
	}
	source := os.Stdin
	if len(args) > 1 {
		if source, err = os.Open(args[1]); err != nil {
			return nil, nil, err
		}
	}
	all, err := io.ReadAll(source)
	return keys, strings.Split(strings.TrimSuffix(string(all), "\n"), "\n"), err
}
