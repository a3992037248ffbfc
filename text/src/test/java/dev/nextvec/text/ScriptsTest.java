package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text is text in every script: nothing is lost in any format, no word is broken. */
class ScriptsTest {
  /** Two short paragraphs, the first of at least two sentences. */
  enum Sample {
    JAPANESE("ja", "古い水車は川のそばに立っている。もう八十年も回っていない。", "「なぜ止まったの？」"),
    CHINESE("zh", "旧水车立在河边。它已经八十年没有转动了！", "为什么？"),
    KOREAN("ko", "오래된 물레방아가 강가에 서 있다. 팔십 년 동안 돌지 않았다.", "왜 멈췄을까?"),
    THAI("th", "กังหันน้ำเก่าตั้งอยู่ริมแม่น้ำ มันไม่หมุนมาแปดสิบปีแล้ว", "ทำไมมันหยุด"),
    HINDI("hi", "पुरानी पनचक्की नदी के किनारे खड़ी है। वह अस्सी साल से नहीं घूमी।", "क्यों?"),
    URDU("ur", "پرانی پن چکی دریا کے کنارے کھڑی ہے۔ وہ اسی سال سے نہیں گھومی۔", "کیوں؟"),
    ARABIC("ar", "تقف الطاحونة القديمة بجانب النهر. لم تدر منذ ثمانين عاما.", "لماذا توقفت؟"),
    HEBREW("he", "הטחנה הישנה עומדת ליד הנהר. היא לא הסתובבה שמונים שנה.", "למה?"),
    RUSSIAN("ru", "Старая мельница стоит у реки. Она не вертится уже восемьдесят лет.", "Почему?"),
    GREEK("el", "Ο παλιός μύλος στέκει δίπλα στο ποτάμι. Δεν γύρισε ογδόντα χρόνια.", "Γιατί;"),
    GERMAN(
        "de", "Die alte Mühle steht am Fluss. Sie dreht sich seit achtzig Jahren nicht.", "Wozu?"),
    ENGLISH("en", "The old mill stands by the river. It has not turned for eighty years.", "Why?");

    final Locale language;
    final String first;
    final String second;

    Sample(String tag, String first, String second) {
      language = Locale.forLanguageTag(tag);
      this.first = first;
      this.second = second;
    }
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingInAnyFormat(Sample text) {
    Path file = Path.of("a");
    List<String> both = List.of(text.first, text.second);
    assertThat(new PlainText().parse(text.first + "\n\n" + text.second, file).blocks())
        .isEqualTo(both);
    assertThat(
            new MarkdownText(true).parse(text.first + "\n\n" + text.second + "\n", file).blocks())
        .isEqualTo(both);
    String html = "<p>%s</p><div>%s</div>".formatted(text.first, text.second);
    assertThat(new HtmlText(true).parse(html, file).blocks()).isEqualTo(both);
  }

  @ParameterizedTest
  @EnumSource
  void keepsHeadingsItemsAndCells(Sample text) {
    String first = text.first;
    String second = text.second;
    String html =
        "<h2>%s</h2><ul><li>%s</li></ul><table><tr><th>%s<tr><td>%s</table>"
            .formatted(second, first, second, first);
    String all = String.join(" ", new HtmlText(true).parse(html, Path.of("a")).blocks());
    assertThat(all).contains(first).contains("\n\t").startsWith(second);
    assertThat(all.substring(all.lastIndexOf('\t'))).contains(second).contains(first);
  }

  @ParameterizedTest
  @EnumSource
  void breaksNoWordAndLosesNoneInChunks(Sample text) {
    String all = (text.first + " " + text.second + " ").repeat(20).strip();
    for (int size : List.of(20, 45, 130)) {
      List<String> chunks =
          new Chunker(size, text.language).chunks(new SourceDocument("a", "", List.of(all)));
      assertThat(withoutSpaces(String.join("", chunks))).isEqualTo(withoutSpaces(all));
      assertThat(chunks).hasSizeGreaterThan(3).allMatch(chunk -> chunk.length() <= size * 3 / 2);
      assertThat(boundaries(chunks)).isSubsetOf(lineBreaks(all, text.language));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THAI")
  void endsSentencesAsTheScriptDoes(Sample text) {
    List<String> sentences = new Sentences(text.language, 200, 300).of(text.first);
    assertThat(sentences).hasSize(2);
    assertThat(String.join("", sentences)).isEqualTo(text.first);
  }

  @ParameterizedTest
  @EnumSource(names = {"JAPANESE", "CHINESE", "THAI"})
  void putsNoSpaceWhereALineWasWrapped(Sample text) {
    String wrapped = text.first.substring(0, 5) + "\n" + text.first.substring(5);
    assertThat(new PlainText().parse(wrapped, Path.of("a")).blocks()).containsExactly(text.first);
    assertThat(new MarkdownText(true).parse(wrapped, Path.of("a")).blocks())
        .containsExactly(text.first);
    assertThat(new HtmlText(true).parse("<p>" + wrapped, Path.of("a")).blocks())
        .containsExactly(text.first);
    assertThat(new PlainText().parse("mill\n水車\nriver\n강\n물", Path.of("a")).blocks())
        .containsExactly("mill 水車 river 강 물");
  }

  private static String withoutSpaces(String text) {
    return text.replaceAll("\\s", "");
  }

  /** Where chunks end, counted in characters that are no spaces. */
  private static List<Integer> boundaries(List<String> chunks) {
    List<Integer> ends = new ArrayList<>();
    int at = 0;
    for (String chunk : chunks) {
      at += withoutSpaces(chunk).length();
      ends.add(at);
    }
    return ends;
  }

  private static List<Integer> lineBreaks(String text, Locale language) {
    BreakIterator lines = BreakIterator.getLineInstance(language);
    lines.setText(text);
    List<Integer> ends = new ArrayList<>();
    for (int end = lines.first(); end != BreakIterator.DONE; end = lines.next()) {
      ends.add(end);
    }
    return ends.stream()
        .map(end -> withoutSpaces(text.substring(0, end)).length())
        .collect(Collectors.toList());
  }
}
