package dev.nextvec.internal.examine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is said of the end that documents begin with. */
class JoinSymptomsTest {

  private static List<String> said(int documents, double lead, double error) {
    Joins joins =
        new Joins(0.6, 0.3, documents, List.of(), OptionalInt.empty(), 0, 1_000, lead, error);
    return new JoinSymptoms(new Locations(List.of()))
        .of(joins).stream().map(Finding::code).toList();
  }

  @Test
  void documentsAreSaidToRunBackwardsOnlyOfManyOfThem() {
    assertThat(said(40, -0.14, 0.027)).containsExactly("documents-reversed");
    assertThat(said(39, -0.14, 0.027)).containsExactly("direction-unknown");
  }

  @Test
  void aSmallOrUncertainLeadSaysNothing() {
    assertThat(said(400, -0.019, 0.001)).containsExactly("direction-unknown");
    assertThat(said(400, -0.14, 0.04)).containsExactly("direction-unknown");
    assertThat(said(400, 0.14, 0.02)).isEmpty();
  }
}
