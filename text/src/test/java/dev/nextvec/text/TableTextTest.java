package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTextTest {
  private static List<String> blocks(String rows) {
    return HtmlTextTest.page("<table>" + rows + "</table>").blocks();
  }

  @Test
  void saysEachRowWithItsHeader() {
    assertThat(
            blocks(
                "<caption>Prices</caption><tr><th>Plan</th><th>Price</th></tr><tr><td>Starter</td>"
                    + "<td>9 EUR</td></tr><tr><td>Team</td><td>Ask us.</td></tr>"))
        .containsExactly("Prices:\n\tPlan: Starter; Price: 9 EUR;\n\tPlan: Team; Price: Ask us.");
  }

  @Test
  void saysRowsWithoutAHeaderCellByCell() {
    assertThat(blocks("<tr><td>Starter<td>9 EUR<tr><td>Team<td>29 EUR"))
        .containsExactly("\tStarter; 9 EUR;\n\tTeam; 29 EUR.");
    assertThat(blocks("<tr><th>Founded</th><td>1899</td></tr><tr><th>Depth</th><td>3 m</td></tr>"))
        .containsExactly("\tFounded: 1899;\n\tDepth: 3 m.");
  }

  @Test
  void saysSpanningCellsInEachOfTheirRowsAndHeadersInTheirColumns() {
    assertThat(
            blocks(
                "<thead><tr><th rowspan=2>City</th><th"
                    + " colspan=2>Rain</th></tr><tr><th>May</th><th>June</th></tr></thead><tr><td"
                    + " rowspan=2>Bonn</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"))
        .containsExactly(
            "\tCity: Bonn; Rain May: 1; Rain June: 2;\n\tCity: Bonn; Rain May: 3; Rain June: 4.");
  }

  @Test
  void saysACellThatSpansColumnsWithAllTheirHeadersAndOneThatSpansTheTableWithNone() {
    String head = "<tr><th>Plan</th><th>May</th><th>June</th></tr>";
    assertThat(
            blocks(
                head
                    + "<tr><td>Free</td><td>1</td><td>2</td></tr><tr><td>Paid</td><td"
                    + " colspan=2>any</td></tr><tr><td colspan=3>Counted since 2020.</td></tr>"))
        .containsExactly(
            "\tPlan: Free; May: 1; June: 2;\n\tPlan: Paid; May, June: any;\n\tCounted since 2020.");
    assertThat(blocks(head + "<tr><td colspan=3>Nothing yet</td></tr>"))
        .containsExactly("\tNothing yet;\n\tPlan; May; June.");
  }

  @Test
  void losesNoHeaderThatNoCellStandsUnder() {
    assertThat(blocks("<tr><th>Plan</th><th>Notes</th></tr><tr><td>Starter</td><td></td></tr>"))
        .containsExactly("\tPlan: Starter;\n\tNotes.");
    assertThat(blocks("<tr><th>Plan</th><th>Price</th></tr>")).containsExactly("\tPlan; Price.");
  }

  @Test
  void readsTablesThatOnlyPlaceThePartsOfAPage() {
    assertThat(blocks("<tr><td><h2>Mill</h2><p>It stands.</p></td><td><p>It is old.</p></td></tr>"))
        .containsExactly("Mill:\nIt stands.", "It is old.");
    assertThat(blocks("<tr><td><table><tr><td>a<td>b</table></td></tr>"))
        .containsExactly("\ta; b.");
  }

  @Test
  void doesNotSayAHugeHeaderAgainForEachRow() {
    String header = "word ".repeat(2000);
    String rows = "<tr><td>x</td></tr>".repeat(1000);
    ParsedText page = HtmlTextTest.page("<table><tr><th>" + header + "</th></tr>" + rows);
    assertThat(page.blocks().stream().mapToLong(String::length).sum()).isLessThan(20_000);
    assertThat(page.lettersKept()).isEqualTo(4 * 2000 + 1000);
  }

  @Test
  void staysSmallWhateverACellSaysItSpans() {
    String page = "<tr><td rowspan=65534 colspan=99999>" + "word ".repeat(50) + "</td></tr>";
    assertThat(blocks(page + "<tr><td>x</td></tr>".repeat(200)).toString().length())
        .isLessThan(5_000);
  }
}
