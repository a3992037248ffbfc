package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceAddressTest {
  private static String endpoint(String typed) {
    return ServiceAddress.of(typed).endpoint().toString();
  }

  @Test
  void completesTheAddress() {
    for (String url :
        List.of("http://h:1", "http://h:1/", "HTTP://h:1/v1", "http://h:1/v1/embeddings/")) {
      assertThat(endpoint(url)).isEqualTo("http://h:1/v1/embeddings");
    }
    assertThat(endpoint("https://h/api/v3?a=b")).isEqualTo("https://h/api/v3/embeddings?a=b");
    assertThat(endpoint("https://h/openai/deployments/d?api-version=1"))
        .isEqualTo("https://h/openai/deployments/d/embeddings?api-version=1");
  }

  @Test
  void sendsAUserAndShowsNone() {
    ServiceAddress address = ServiceAddress.of("https://me:p%40ss@h:8/v1?key=hidden&v=1#part");
    assertThat(endpoint("https://me:p%40ss@h:8")).isEqualTo("https://h:8/v1/embeddings");
    assertThat(address.authorization()).contains("Basic bWU6cEBzcw==");
    assertThat(address).hasToString("https://h:8/v1/embeddings?key=...&v=...");
    assertThat(address.secrets().hide("bWU6cEBzcw== and p@ss and hidden"))
        .isEqualTo("*** and *** and ***");
    assertThat(ServiceAddress.of("http://h").authorization()).isEmpty();
    assertThat(HttpEncoderOptions.of(address, "m", Optional.empty()).toString())
        .doesNotContain("ss@", "hidden");
  }

  @Test
  void refusesOthersWithoutRepeatingAPassword() {
    for (String typed :
        List.of(
            "ftp://me:secret@h",
            "me:secret@h://",
            "http://me:sec ret@h",
            "http://me:sec/ret@h",
            "http://me:80/secret@h",
            "http://me:secret%0a@h",
            "http://?secret",
            "http://me:secret@h_h:port?x=secret")) {
      assertThatThrownBy(() -> ServiceAddress.of(typed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must look like http://host:port")
          .hasNoCause()
          .message()
          .doesNotContain("secret", "sec", "ret@");
    }
  }

  @Test
  void takesAKeyWithoutTheLineEndAroundItAndNeverShowsIt() {
    ServiceKey key = ServiceKey.of("K", "Authorization", " abc\r\n").orElseThrow();
    assertThat(key.headerValue()).isEqualTo("Bearer abc");
    assertThat(key.toString()).doesNotContain("abc");
    assertThat(ServiceKey.of("K", "api-key", "abc").orElseThrow().headerValue()).isEqualTo("abc");
    assertThat(ServiceKey.of("K", "Authorization", "Bearer abc").orElseThrow().headerValue())
        .isEqualTo("Bearer abc");
    assertThat(ServiceKey.of("K", "api-key", "\n")).isEmpty();
    for (String bad : List.of("abc\ndef", "abc\u0000", "abc\u2019", "abc\tdef")) {
      assertThatThrownBy(() -> ServiceKey.of("K", "Authorization", bad + "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("variable K", "character 4")
          .message()
          .doesNotContain("abc", "def");
    }
    for (String header : List.of("Host", "content-length", "a b", "", "a:")) {
      assertThatThrownBy(() -> ServiceKey.of("K", header, "abc"))
          .hasMessageContaining("encoder-key-header");
    }
  }
}
