package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index finds in the whole corpus, and among the test documents. */
class IndexPoolTest {
  @TempDir Path folder;

  private static JsonNode json(Object... words) throws Exception {
    Object[] all = Stream.concat(Stream.of(words), Stream.of("--json")).toArray();
    return new ObjectMapper().readTree(done(all).out());
  }

  @Test
  void figuresOfTwoPoolsStandSideBySide() throws Exception {
    Path own = folder.resolve("index");
    done("index", RetrieveTest.words(folder.resolve("data"), 60, 10), "--out", own);
    JsonNode all = json("evaluate", own, "--allow-leak");
    JsonNode among = json("evaluate", own, "--allow-leak", "--pool=test");
    assertThat(all.path("pool").asText()).isEqualTo("corpus");
    assertThat(all.path("chunks").asInt()).isEqualTo(595);
    assertThat(among.path("pool").asText()).isEqualTo("test");
    assertThat(among.path("chunks").asInt()).isEqualTo(55);
    assertThat(among.path("windows")).isEqualTo(all.path("windows"));
    assertThat(json("evaluate", own, "--allow-leak")).isEqualTo(all);
    assertThat(json("evaluate", own, "--allow-leak", "--pool=TEST")).isEqualTo(among);
    assertThat(done("evaluate", own, "--allow-leak").out())
        .contains("among all 595 chunks of the corpus");
    assertThat(done("evaluate", own, "--allow-leak", "--pool=test").out())
        .contains("among the 55 chunks of the test documents", "among all chunks.");
    assertThat(json("retrieve", own, "--document=d7", "--at=5").path("strategy"))
        .isEqualTo(all.path("best"));
    Invoked wrong = call("evaluate", own, "--pool=document");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--pool").hasLineCount(1);
  }
}
