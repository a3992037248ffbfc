package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Omission;
import dev.nextvec.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what their names say, and what is said of them. */
class OddFilesTest {
  private static final String ENGLISH = "The first sentence is here. And there is another one.\n";
  private static final String RUSSIAN = "Первое слово" + " здесь. И другое.\n";
  private static final String JAPANESE = "これは日本語の文章です。\n";

  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    return Corpora.gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] encode(String text, String charset) {
    return text.getBytes(Charset.forName(charset));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<meta charset=iso-8859-1>|windows-1252|Café – 5 €",
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=ISO-8859-1'>|ISO-8859-1|Café",
        "<meta charset=\"Shift_JIS\">|windows-31j|彼女は静かに言った①",
        "<meta charset=gb2312>|GB18030|今天天气很好镕",
        "<meta charset=koi8-r>|KOI8-R|Река течёт",
        "<meta charset=iso-2022-jp>|ISO-2022-JP|彼女は静かに言った",
        "<?xml version='1.0' encoding='ISO-8859-2'?>|ISO-8859-2|Žluťoučký kůň"
      })
  void readsAPageByTheCharacterSetThatItDeclares(String declaration, String charset, String text)
      throws IOException {
    String page = declaration + "<html><body><p>" + text + "</p></body></html>";
    Path file = write("a.html", encode(page, charset));
    assertThat(Corpora.read(file)).first().satisfies(d -> assertThat(d.blocks()).contains(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<meta charset=utf-8>", "<meta charset=utf-16>", "<meta charset=own>"})
  void refusesAPageThatDeclaresNoCharacterSetOfUse(String declaration) throws IOException {
    Path file = write("a.html", encode(declaration + "<p>Un café crème à la mode</p>", "latin1"));
    assertThatThrownBy(() -> Corpora.read(file))
        .hasMessageContaining("a.html is not UTF-8")
        .hasMessageContaining("iconv -f");
  }

  @Test
  void believesTheBytesWhereAPageInUtf8DeclaresAnother() throws IOException {
    Path file = write("a.html", encode("<meta charset=iso-8859-1><p>Café crème</p>", "UTF-8"));
    assertThat(Corpora.read(file).get(0).blocks()).containsExactly("Café crème");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void refusesWideTextWithoutAMarkAndNamesItsEncoding(String charset) throws IOException {
    for (String text : List.of(ENGLISH, RUSSIAN, JAPANESE)) {
      Path file = write("a.txt", encode(text.repeat(9), charset));
      assertThatThrownBy(() -> Corpora.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file + " is not UTF-8")
          .hasMessageContaining("iconv -f " + charset + " -t UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void readsWideTextWithAMark(String charset) throws IOException {
    String text = "A \ud83d\ude00 and " + JAPANESE.strip();
    byte[] marked = encode("\uFEFF" + text, charset);
    assertThat(Corpora.read(write("a.txt", marked)).get(0).blocks()).containsExactly(text);
    assertThat(Corpora.read(write("a.txt.gz", Corpora.gzip(marked))).get(0).blocks())
        .containsExactly(text);
    String lines = "\uFEFF{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"2\",\"text\":\"%s\"}\n";
    assertThat(Corpora.read(write("a.jsonl", encode(lines.formatted(text), charset))))
        .extracting(SourceDocument::blocks)
        .containsExactly(List.of("a"), List.of(text));
  }

  @Test
  void refusesWideTextThatIsCutOrBroken() throws IOException {
    Path file =
        write("a.txt", new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0, 0, (byte) 0xd8, 'b', 0});
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " begins with the byte order mark");
  }

  @ParameterizedTest
  @CsvSource({"ISO-2022-JP,これは日本語です", "ISO-2022-KR,이것은 한국어"})
  void refusesEscapeSequencesOfOtherEncodings(String charset, String text) throws IOException {
    Path file = write("a.txt", encode(ENGLISH.repeat(50) + text, charset));
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("iconv -f " + charset);
  }

  @Test
  void refusesBinaryDataButNotAStrayControlCharacter() throws IOException {
    byte[] counted = new byte[127];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = (byte) (i + 1);
    }
    Path binary = write("binary.txt", counted);
    assertThatThrownBy(() -> Corpora.read(binary))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("binary.txt is not plain text: 28 of its 127 characters");
    Path colours = write("log.txt", encode("\u001b[31mred\u001b[0m\n".repeat(9), "UTF-8"));
    assertThatThrownBy(() -> Corpora.read(colours)).hasMessageContaining("colours of a terminal");
    Path stray = write("a.txt", encode(ENGLISH.repeat(9) + "\0" + ENGLISH, "UTF-8"));
    assertThat(Corpora.read(stray)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800ff,compressed by gzip,gunzip",
    "425a683931415926ff,compressed by bzip2,end in .bz2",
    "5041523115041520ff,Parquet,end in .parquet",
    "504b0304140000,zip archive,write its text as a file",
    "255044462d312e37,a PDF,pdftotext"
  })
  void saysWhatAFileIsThatIsNoTextWhateverItsName(String bytes, String what, String advice)
      throws IOException {
    for (String name : List.of("a.txt", "a.html", "a.md", "a.jsonl", "a.adoc")) {
      Path file = write(name, HexFormat.of().parseHex(bytes));
      assertThatThrownBy(() -> Corpora.read(file))
          .as(name)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(name + " is no text: it is ", what, advice);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-8859-1,Größe und Übermaß sind Wörter.",
    "Shift_JIS,これは日本語の文章です。",
    "KOI8-R,Быстрая лиса прыгает через ленивую собаку. Потом она говорит: всё хорошо." + " здесь."
  })
  void guessesTheEncodingOfWhatIsNotUtf8(String charset, String text) throws IOException {
    Path file = write("a.txt", encode((text + " ").repeat(9), charset));
    assertThatThrownBy(() -> Corpora.read(file))
        .hasMessageContaining("a.txt is not UTF-8: byte 0x")
        .hasMessageContaining("at offset")
        .hasMessageContaining("iconv -f " + charset + " -t UTF-8");
  }

  @Test
  void readsEveryMemberOfACompressedFile() throws IOException {
    byte[] second = gzip("{\"id\":\"2\",\"text\":\"two\"}\n");
    Path file = write("a.jsonl.gz", join(gzip("{\"id\":\"1\",\"text\":\"one\"}\n"), second));
    assertThat(Corpora.read(file)).extracting(SourceDocument::id).containsExactly("1", "2");
  }

  @Test
  void refusesACompressedFileOfWhichAnyPartIsDamaged() throws IOException {
    byte[] first = gzip("{\"id\":\"1\",\"text\":\"one\"}\n");
    byte[] second = gzip("{\"id\":\"2\",\"text\":\"two\"}\n".repeat(20));
    byte[] magic = second.clone();
    magic[1] ^= 0x10;
    byte[] method = second.clone();
    method[2] = 0;
    byte[] data = second.clone();
    data[15] ^= (byte) 0xff;
    byte[] checksum = second.clone();
    checksum[second.length - 6] ^= 1;
    byte[] length = second.clone();
    length[second.length - 1] ^= 1;
    for (byte[] bad :
        List.of(
            magic,
            method,
            data,
            checksum,
            length,
            Arrays.copyOf(second, 5),
            Arrays.copyOf(second, second.length / 2),
            encode("garbage", "UTF-8"))) {
      Path file = write("a.jsonl.gz", join(first, bad));
      assertThatThrownBy(() -> Corpora.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
    Path empty = write("empty.txt.gz", new byte[0]);
    assertThatThrownBy(() -> Corpora.read(empty)).hasMessageContaining("empty.txt.gz is not gzip");
  }

  @Test
  void takesByteOrderMarksOffEveryLineOfJoinedFiles() throws IOException {
    String line = "\uFEFF{\"id\":\"%d\",\"text\":\"words\"}\r\n\uFEFF\r\n";
    Path file = Corpora.write(folder, "a.jsonl", line.formatted(1) + line.formatted(2));
    assertThat(Corpora.read(file)).extracting(SourceDocument::id).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"x\\ud83d\",\"text\":\"a\"}",
        "{\"id\":\"x\",\"title\":\"\\ude00\\ud83d\",\"text\":\"a\"}",
        "{\"id\":\"x\",\"text\":\"a\\ud83d b\"}",
        "{\"id\":\"x\",\"paragraphs\":[\"a\",\"\\udc00\"]}",
        "{\"id\":\"x\",\"chunks\":[\"a\",\"b\\ud83d\"]}",
        "{\"id\":\"x\\ny\",\"text\":\"a\"}",
        "{\"id\":\"x\",\"text\":\"a\",\"text\":\"b\"}",
        "{\"id\":\"x\",\"text\":5}",
        "{\"id\":true,\"text\":\"a\"}",
        "{\"id\":\"good\",\"text\":\"a\"}"
      })
  void namesTheLineOfWhatCannotBeStored(String bad) throws IOException {
    Path file =
        Corpora.write(folder, "a.jsonl", "{\"id\":\"good\",\"text\":\"a \\ud83d\\ude00\"}\n" + bad);
    assertThatThrownBy(() -> Corpora.read(file))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
        .hasMessageStartingWith(file + ":2");
  }

  @Test
  void readsStringsLongerThanTwentyMillionCharacters() throws IOException {
    Path file =
        Corpora.write(folder, "a.jsonl", "{\"text\":\"" + "words ".repeat(3_500_000) + "\"}");
    assertThat(Corpora.read(file)).hasSize(1);
  }

  @Test
  void findsEverythingThatIsWrongBeforeAnythingIsReadAndSkipsFilesWhole() throws IOException {
    Corpora.write(folder, "a.txt", ENGLISH);
    Corpora.write(folder, "b.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n{\"id\":\"2\",\"text\":5}\n");
    Corpora.write(folder, "c.jsonl", "{\"id\":\"1\",\"text\":\"kept\"}\n");
    Corpora.write(
        folder, "d.jsonl", "{\"id\":\"3\",\"text\":\"x\"}\n{\"id\":\"1\",\"text\":\"x\"}\n");
    write("e.txt", encode("Größe", "ISO-8859-1"));
    List<String> inputs = List.of(folder.toString());
    assertThatThrownBy(() -> Corpus.find(inputs).checked(Progress.none()))
        .hasMessageContaining("b.jsonl:2: `text` must be a string but is 5")
        .hasMessageContaining("the setting `skip-bad`");
    Corpus good = Corpus.find(inputs, true).checked(Progress.none());
    assertThat(good.files()).extracting(CorpusFile::id).containsExactly("a.txt", "c.jsonl");
    assertThat(good.found().leftOut(Corpus.UNREADABLE).map(Omission::names).orElseThrow())
        .hasSize(3)
        .anySatisfy(name -> assertThat(name).contains("b.jsonl:2"))
        .anySatisfy(name -> assertThat(name).contains("d.jsonl:2", "the other is in", "c.jsonl"))
        .anySatisfy(name -> assertThat(name).contains("e.txt is not UTF-8"));
  }

  @Test
  void saysThatAFileVanishedAfterItWasFound() throws IOException {
    Path gone = Corpora.write(folder, "a.txt", ENGLISH);
    Corpora.write(folder, "b.txt", ENGLISH);
    List<String> inputs = List.of(folder.toString());
    Corpus strict = Corpus.find(inputs).checked(Progress.none());
    Corpus lenient = Corpus.find(inputs, true).checked(Progress.none());
    Files.delete(gone);
    try (DocumentReader reader = strict.read()) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a.txt vanished");
    }
    try (DocumentReader reader = lenient.read()) {
      assertThat(reader.next()).map(SourceDocument::id).contains("b.txt");
      assertThat(reader.next()).isEmpty();
      assertThat(reader.tallies().account().stages().get(0).count(Corpus.UNREADABLE)).isEqualTo(1);
    }
  }
}
