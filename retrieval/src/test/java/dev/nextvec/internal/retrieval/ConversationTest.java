package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final Conversation SHORT = new Conversation(40);

  @Test
  void eachMessageIsAChunkAndBlankOnesAreNone() {
    assertThat(SHORT.chunks(List.of("How do I brew?", " ", "", "With water.\n"), "How hot?"))
        .containsExactly("How do I brew?", "With water.", "How hot?");
    assertThat(SHORT.chunks(List.of(), " How hot? ")).containsExactly("How hot?");
  }

  @Test
  void theNewestMessageCountsOnceWhereItIsInTheMemoryToo() {
    assertThat(SHORT.chunks(List.of("Hello.", "How hot? "), "How hot?"))
        .containsExactly("Hello.", "How hot?");
    assertThat(SHORT.chunks(List.of("Why?", "So.", "Why?", "So."), "Why?"))
        .containsExactly("Why?", "So.", "Why?", "So.", "Why?");
  }

  @Test
  void aLongMessageIsCutBetweenSentencesAndTheNewestPieceIsAWholeOne() {
    assertThat(
            SHORT.chunks(
                List.of(),
                "One is first. Two is the very second of all. Three is third. Four is last."))
        .containsExactly(
            "One is first.", "Two is the very second of all.", "Three is third. Four is last.");
  }

  @Test
  void aLongSentenceIsCutBetweenWordsAndALongWordAnywhereButWithinACharacter() {
    String words =
        IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    List<String> chunks = SHORT.chunks(List.of(), words);
    assertThat(String.join(" ", chunks)).isEqualTo(words);
    assertThat(chunks).allMatch(chunk -> chunk.length() <= 40);
    assertThat(chunks.subList(1, chunks.size())).allMatch(chunk -> chunk.length() > 30);
    String emoji = "x" + "\ud83d\ude00".repeat(100);
    List<String> pieces = SHORT.chunks(List.of(), emoji);
    assertThat(String.join("", pieces)).isEqualTo(emoji);
    assertThat(pieces)
        .allMatch(piece -> piece.length() <= 40 && !Character.isLowSurrogate(piece.charAt(0)));
  }

  @Test
  void aMegabyteIsCutInAMoment() {
    String long1 = "All work and no play makes Jack a dull boy. ".repeat(25_000);
    assertThat(new Conversation(600).chunks(List.of(), long1)).hasSizeBetween(1_800, 2_200);
  }

  @Test
  void thereMustBeRoomForSomeWords() {
    assertThatThrownBy(() -> new Conversation(19))
        .hasMessageContaining("at least 20 characters but was given 19");
  }
}
