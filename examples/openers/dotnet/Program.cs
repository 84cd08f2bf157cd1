// UNTESTED: written against the documentation of System.Security.Cryptography in .NET 8, on a
// machine without .NET. Run it over known-answers.json before you rely on it; the README says how.
//
// Opens referrals with the platform's own classes: dotnet run -- PRIVATE-JWK [TOKENS]
// The tokens stand one a line in the file or on standard input.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

// The longest token, in characters: a record of 16 KiB with what stands around it.
const int Longest = 24_576;
// Members that change how a token is read, and that no referral has.
string[] unknownToUs = ["crit", "zip", "apu", "apv"];

List<JsonElement> keys;
string[] tokens;
try
{
    var file = JsonDocument.Parse(File.ReadAllBytes(args[0])).RootElement;
    keys = file.TryGetProperty("keys", out var set) ? [.. set.EnumerateArray()] : [file];
    var text = args.Length > 1 ? File.ReadAllText(args[1]) : Console.In.ReadToEnd();
    tokens = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
catch (Exception fault) when (fault is IOException or JsonException or IndexOutOfRangeException)
{
    Console.Error.WriteLine("usage: open PRIVATE-JWK [TOKENS]: a file cannot be read");
    return 1;
}

var refused = false;
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
for (var i = 0; i < tokens.Length; i++)
{
    // A refused token leaves its line empty, so that lines and tokens stay side by side.
    try
    {
        output.Write(Open(tokens[i].TrimEnd('\r')));
    }
    catch (Refused code)
    {
        refused = true;
        Console.Error.WriteLine($"token {i + 1}: {code.Message}");
    }
    output.Write('\n');
}
return refused ? 1 : 0;

string Open(string token)
{
    var parts = token.Split('.');
    if (token.Length > Longest || parts.Length != 5)
    {
        throw new Refused("malformed");
    }
    var octets = parts.Select(Octets).ToArray();
    var header = ReadObject(octets[0], "malformed");
    var key = Check(header, octets);
    byte[] plaintext;
    try
    {
        plaintext = Decrypt(key, header, parts[0], octets);
    }
    catch (Exception)
    {
        // Whatever went wrong has one name: which step failed is nobody's business.
        throw new Refused("not-authentic");
    }
    // The spaces that hide the length stand after the document, where JSON allows them.
    return JsonSerializer.Serialize(ReadObject(plaintext, "not-a-record"));
}

// The key that the token is for, if it is such a token as the widget seals.
JsonElement Check(JsonElement header, byte[][] octets)
{
    var alg = Text(header, "alg");
    if (alg is not ("ECDH-ES" or "RSA-OAEP-256") || Text(header, "enc") != "A256GCM"
        || unknownToUs.Any(name => header.TryGetProperty(name, out _)))
    {
        throw new Refused("algorithm");
    }
    var kid = Text(header, "kid");
    var key = keys.FirstOrDefault(one => kid is not null && Text(one, "kid") == kid);
    if (key.ValueKind == JsonValueKind.Undefined)
    {
        throw new Refused("other-key");
    }
    // The kind of the key decides about the algorithm, never the token.
    if (alg != (Text(key, "kty") == "EC" ? "ECDH-ES" : "RSA-OAEP-256"))
    {
        throw new Refused("algorithm");
    }
    var shape = alg == "ECDH-ES" ? octets[1].Length == 0 && IsPoint(header) : octets[1].Length > 0;
    if (!shape || octets[2].Length != 12 || octets[3].Length == 0 || octets[4].Length != 16)
    {
        throw new Refused("malformed");
    }
    return key;
}

// RFC 7516 section 5.2, with the content key by RFC 7518 section 4.3 or 4.6.
static byte[] Decrypt(JsonElement key, JsonElement header, string head, byte[][] octets)
{
    var content = Text(header, "alg") == "ECDH-ES"
        ? Agree(key, header.GetProperty("epk"))
        : Unwrap(key, octets[1]);
    var plaintext = new byte[octets[3].Length];
    using var aes = new AesGcm(content, tagSizeInBytes: 16);
    aes.Decrypt(octets[2], octets[3], octets[4], plaintext, Encoding.ASCII.GetBytes(head));
    return plaintext;
}

static byte[] Agree(JsonElement key, JsonElement epk)
{
    using var own = ECDiffieHellman.Create(Parameters(key, Number(key, "d")));
    // A point that is not on the curve is refused here.
    using var other = ECDiffieHellman.Create(Parameters(epk, null));
    var secret = own.DeriveRawSecretAgreement(other.PublicKey);

    // One round of the Concat KDF: its number, the secret, the algorithm, two parties without a
    // name, and the length of the key in bits. Each text has its length before it.
    using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    sha256.AppendData(Four(1));
    sha256.AppendData(secret);
    sha256.AppendData(Four(7));
    sha256.AppendData("A256GCM"u8);
    sha256.AppendData(Four(0));
    sha256.AppendData(Four(0));
    sha256.AppendData(Four(256));
    return sha256.GetHashAndReset();
}

static byte[] Unwrap(JsonElement key, byte[] wrapped)
{
    using var rsa = RSA.Create(new RSAParameters
    {
        Modulus = Number(key, "n"),
        Exponent = Number(key, "e"),
        D = Number(key, "d"),
        P = Number(key, "p"),
        Q = Number(key, "q"),
        DP = Number(key, "dp"),
        DQ = Number(key, "dq"),
        InverseQ = Number(key, "qi"),
    });
    return rsa.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256);
}

static ECParameters Parameters(JsonElement jwk, byte[]? secret) => new()
{
    Curve = ECCurve.NamedCurves.nistP256,
    Q = new ECPoint { X = Number(jwk, "x"), Y = Number(jwk, "y") },
    D = secret,
};

static bool IsPoint(JsonElement header) =>
    header.TryGetProperty("epk", out var epk) && epk.ValueKind == JsonValueKind.Object
    && Text(epk, "kty") == "EC" && Text(epk, "crv") == "P-256"
    && Text(epk, "x") is { } x && Octets(x).Length == 32
    && Text(epk, "y") is { } y && Octets(y).Length == 32;

static byte[] Number(JsonElement jwk, string name) => Octets(jwk.GetProperty(name).GetString()!);

static string? Text(JsonElement value, string name) =>
    value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
        ? text.GetString()
        : null;

static byte[] Four(uint number)
{
    var octets = new byte[4];
    BinaryPrimitives.WriteUInt32BigEndian(octets, number);
    return octets;
}

// .NET reads past white space and loose bits; what does not come out again as it was is refused.
static byte[] Octets(string text)
{
    try
    {
        var padded = text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - text.Length % 4) % 4);
        var octets = Convert.FromBase64String(padded);
        var again = Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return again == text ? octets : throw new Refused("malformed");
    }
    catch (FormatException)
    {
        throw new Refused("malformed");
    }
}

static JsonElement ReadObject(byte[] octets, string otherwise)
{
    try
    {
        // Refuses what is no UTF-8, and whatever stands after the document but white space.
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
        var value = JsonDocument.Parse(text).RootElement;
        return value.ValueKind == JsonValueKind.Object ? value : throw new Refused(otherwise);
    }
    catch (Exception fault) when (fault is JsonException or ArgumentException)
    {
        throw new Refused(otherwise);
    }
}

// Why a token was not opened; the message is the code, and never says what was inside.
sealed class Refused(string code) : Exception(code);
