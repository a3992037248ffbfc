package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private static List<String> of(String language, String text) {
    return new Sentences(Locale.forLanguageTag(language), 400, 600)
        .of(text).stream().map(String::strip).toList();
  }

  private static void two(String language, String first, String second) {
    assertThat(of(language, first + " " + second)).containsExactly(first, second);
  }

  private static void one(String language, String text) {
    assertThat(of(language, text)).containsExactly(text);
  }

  /** Each word ends as an abbreviation does: al., ca., esp., No., cf. */
  @Test
  void aWordThatOnlyEndsAsAnAbbreviationEndsASentence() {
    for (String word : List.of("hospital", "America", "the NoEsp", "signal", "CASINO", "50Hz")) {
      two("en", "They saw the " + word + ".", "Then it was late.");
    }
    for (String word : List.of("hier", "Wasser", "fertig", "Tal", "Herbst", "Meister")) {
      two("de", "Es war " + word + ".", "Dann kam er.");
    }
    two("es", "Fuimos al hospital.", "Luego llovió.");
    two("fr", "Ce n'est pas re\u0301al.", "Puis il partit."); // with an accent of its own
    two("it", "Era un segnale.", "Poi partì.");
    two("pt", "Era um hospital.", "Depois choveu.");
    two("ru", "Там много букв.", "Потом ушли.");
    two("sv", "Det var en signal.", "Sedan kom han.");
  }

  @Test
  void anAbbreviationOfTheLanguageEndsNone() {
    for (String text :
        List.of(
            "Viele Tiere, z. B. Hunde, bellen.",
            "Er kam vgl. Abschnitt zwei zu spät.",
            "Das war ca. Mitternacht.",
            "Er (Dr. Meier) kam.",
            "Um 100 v. Chr. Geburt geschah es.")) {
      two("de", text, "Dann ging er.");
    }
    two("en", "The U.S. Army came.", "It left.");
    two("en", "Prof. Lee of the Ph.D. School came.", "It left.");
    two("en", "\"Prof. Lee\" left.", "Then Gen. (Gov. Low) did.");
    two("en", "[Capt. Low] did as Smith et al. Then had done.", "It left.");
    two("ru", "Он живёт на ул. Ленина.", "Потом ушли.");
    one("ja", "これはNo. 5 Armyです"); // no space tells the word
  }

  @Test
  void whatClosesAfterAnAbbreviationMayEndASentence() {
    two("en", "So it was (by Smith et al.)", "Then it was late.");
    two("en", "He said \"by Smith et al.\"", "Then it was late.");
    two("en", "Was it Smith et al.?", "Then it was late.");
    two("de", "„Das war Art.“", "Dann ging er.");
  }

  @Test
  void whatOpensBeginsASentence() {
    assertThat(of("ja", "これは本です。「そうだ。」")).containsExactly("これは本です。", "「そうだ。」");
    assertThat(of("zh", "他来了。“你好。”（真的！）『好』")).containsExactly("他来了。", "“你好。”", "（真的！）", "『好』");
    assertThat(of("en", "It was so.(See there.)")).containsExactly("It was so.", "(See there.)");
    two("de", "Er sagte: „Das war so.“", "Dann ging er.");
    one("en", "((");
  }

  @Test
  void aNumberIsCountedAndADenialEndsASentence() {
    one("en", "He lived at No. 10 Downing Street in those years.");
    two("en", "No.", "It does not.");
    two("es", "No.", "No lo hace.");
  }

  @Test
  void initialsEndNone() {
    two("en", "George W. Bush met J. R. R. Tolkien of the N.A.T.O. Council.", "It was late.");
    two("de", "Das sagte C. H. Meier.", "Dann ging er.");
    two("ru", "Это написал А. С. Пушкин.", "Потом он ушёл.");
    two("en", "They met the YMCA.", "It was late.");
  }

  @Test
  void aDayBeforeItsMonthEndsNoneWhereTheLanguageWritesDatesSo() {
    for (String date :
        List.of("3. Oktober 1990", "14. Okt. 1797", "31. März", "1. Mai", "02. Januar")) {
      two("de", "Am " + date + " kam er.", "Dann ging er.");
    }
    two("de-AT", "Am 5. Jänner kam er.", "Dann ging er.");
    two("lb", "Den 3. Oktober koum hien.", "Dunn goung hien.");
    two("en", "It was 3.", "October came.");
    two("de", "Er zählte bis 32.", "Mai war es.");
    two("de", "Es war Version 2.10.", "Mai war es.");
    two("de", "Er zählte bis 3.", "Maibäume standen da.");
    two("de", "Das war im 19.", "Jahrhundert."); // as "Er zählte bis 19. Jahrhunderte waren es."
  }

  @Test
  void whatIsNoAbbreviationInALanguageIsNotTakenFromAnother() {
    two("sv", "Det var Abs.", "Sedan kom han.");
    one("en", "It was Abs. Then he came.");
    one("de-AT", "Das steht in Abs. Drei.");
  }

  @Test
  void cldrListsAbbreviationsOfTheseLanguages() {
    for (String language : List.of("de", "en", "es", "fr", "it", "pt", "ru")) {
      assertThat(Abbreviations.ofCldr(ULocale.forLanguageTag(language))).as(language).isNotEmpty();
    }
    assertThat(Abbreviations.ofCldr(ULocale.forLanguageTag("pt-BR")))
        .isEqualTo(Abbreviations.ofCldr(ULocale.forLanguageTag("pt")));
    assertThat(Abbreviations.ofCldr(ULocale.forLanguageTag("xx"))).isEmpty();
  }

  @Test
  void anAbbreviationAloneIsASentence() {
    one("en", "Dr.");
    one("en", "Dr. Smith.");
    one("en", ". . .");
  }
}
