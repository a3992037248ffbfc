package dev.nextvec.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses carry everything, and carry it whole. */
class QueryTest {

  @Test
  void whatIsPutIntoALinkComesOutOfIt() {
    String hostile = "a&b=c d+e?f#g%h\"<script>'\u05e9\ud83d\ude00\n";
    String link = Query.none().with("x y", hostile).with("n", List.of("1", "2")).link("/explore");
    assertThat(link).startsWith("/explore?").doesNotContain("<", "\"", " ", "#");
    Query read = Query.parse(link.substring(link.indexOf('?') + 1));
    assertThat(read.text("x y")).contains(hostile);
    assertThat(read.all("n")).containsExactly("1", "2");
    assertThat(read.without("n").all("n")).isEmpty();
  }

  @Test
  void aFieldThatNobodyFilledInIsAbsent() {
    assertThat(Query.parse("find=&at=++").text("find")).isEmpty();
    assertThat(Query.parse("find=&at=++").number("at", 1, 9)).isEmpty();
    assertThat(Query.none().link("/map")).isEqualTo("/map");
  }

  @Test
  void whatIsNoNumberOrBeyondItsBoundsIsRefusedByItsName() {
    for (String wrong : List.of("0", "10", "1.5", "1e3", "x", "99999999999999999999")) {
      assertThatThrownBy(() -> Query.parse("at=" + wrong).number("at", 1, 9))
          .hasMessage("`at` must be a whole number from 1 to 9 but was `%s`".formatted(wrong));
    }
  }

  @Test
  void anAddressThatIsDamagedIsRefused() {
    assertThatThrownBy(() -> Query.parse("find=%zz"))
        .hasMessageContaining("the address is damaged");
  }
}
