package dev.nextvec.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonValueTest {
  private static JsonValue parse(String json) throws IOException {
    return JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), "x.json");
  }

  private static void refuses(ThrowingCallable reading, String... said) {
    assertThatThrownBy(reading)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said)
        .message()
        .startsWith("x.json")
        .doesNotContain("\n");
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> JsonValue.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " is a directory: a file must be there");
  }

  @Test
  void readsWhatIsThere() throws IOException {
    JsonValue json =
        parse("{\"a\": {\"b\": [1, 2.5, -3e-2]}, \"c\": \"\", \"d\": null, \"e\": true}");
    assertThat(json.field("a").field("b").floats()).containsExactly(1, 2.5f, -0.03f);
    assertThat(json.field("c").text()).isEmpty();
    assertThat(json.field("e").truth()).isTrue();
    assertThat(json.optional("d")).isEmpty();
    assertThat(json.names()).containsExactly("a", "c", "e");
    assertThat(json.field("a").field("b").items().get(0).wholeNumber(1, 1)).isEqualTo(1);
  }

  @Test
  void namesThePathOfWhatIsMissingOrOfAnotherKind() throws IOException {
    JsonValue json = parse("{\"a\": {\"b\": [1, null]}, \"c\": \"1\", \"d\": null}");
    refuses(() -> json.field("a").field("b").floats(), "`a.b[1]` must be a number", "null");
    refuses(() -> json.field("c").wholeNumber(0, 9), "`c` must be a whole number", "string \"1\"");
    refuses(() -> json.field("d"), "`d` must be there but is null");
    refuses(() -> json.field("e"), "`e` must be there but is missing");
    refuses(() -> json.field("c").optional("f"), "`c` must be an object");
    refuses(() -> json.field("a").text(), "`a` must be a string but is an object");
    refuses(() -> json.field("c").truth(), "`c` must be true or false");
    refuses(() -> parse("[1]").field("a"), "it must be an object but is a list of 1");
  }

  @Test
  void takesNoNumberThatDoesNotFit() throws IOException {
    for (String bad : List.of("1e39", "-1e400", "NaN", "Infinity", "9".repeat(400))) {
      JsonValue json = parse("{\"v\": [0, " + bad + "]}");
      refuses(() -> json.field("v").floats(), "`v[1]` must be a number of float32");
    }
    for (String bad : List.of("1.5", "1.0", "1e2", "true", "-1", "11", "9".repeat(40))) {
      JsonValue json = parse("{\"n\": " + bad + "}");
      refuses(() -> json.field("n").wholeNumber(0, 10), "`n` must be a whole number from 0 to 10");
    }
  }

  @Test
  void readsNumbersThatNameThings() throws IOException {
    JsonValue json = parse("{\"a\": 17, \"b\": \"x\", \"c\": 1.5}");
    assertThat(json.field("a").label()).isEqualTo("17");
    assertThat(json.optional("b", JsonValue::label)).contains("x");
    assertThat(json.optional("d", JsonValue::label)).isEmpty();
    refuses(() -> json.field("c").label(), "`c` must be a string but is 1.5");
  }

  @Test
  void saysWhereALongTextIsNotJson() {
    refuses(() -> parse("{\"a\": 1,\n \"b\": x}"), "not valid JSON", "(line 2, column 7)");
    refuses(() -> parse("{\"a\": x}"), "token 'x' (column 7); ", "it begins with {\"a\": x}");
  }

  @Test
  void takesNoTextThatIsNotOneValue() {
    for (String bad : List.of("", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "<html>")) {
      refuses(() -> parse(bad), "not valid JSON");
    }
  }

  /** Four bytes with a zero between them look like UTF-32, and are none. */
  @Test
  void refusesBytesThatAreOfNoUnicode() {
    for (byte[] bad :
        List.of(
            new byte[] {'{', '"', 0, 0, 0, '"', 'n', 'c'},
            new byte[] {0, '"', 'n', 'c', '"', 't', 'e', 'x'},
            new byte[] {0, 0, 0, '[', '"', 'd', 'o', 'c'})) {
      refuses(() -> JsonValue.parse(bad, "x.json"), "x.json is not valid JSON");
    }
  }
}
