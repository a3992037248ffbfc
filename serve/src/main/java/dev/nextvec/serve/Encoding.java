package dev.nextvec.serve;

import dev.nextvec.text.Encoder;
import java.util.List;

/** Turns the texts of requests into vectors. */
final class Encoding {
  private final Service service;

  Encoding(Service service) {
    this.service = service;
  }

  /**
   * The served encoder.
   *
   * @throws Problem if there is none
   */
  Encoder encoder() {
    return service
        .encoder()
        .orElseThrow(
            () ->
                Problem.unprocessable(
                    "this server has no encoder, so it cannot make vectors of texts: send"
                        + " vectors"));
  }

  /**
   * A vector of each text.
   *
   * @throws Problem if there are too many, one is blank, or there is no encoder
   */
  List<float[]> vectors(List<String> texts, Exchange exchange) throws Exception {
    return encoded(texts, false, exchange).vectors();
  }

  /**
   * Vectors of texts, and how many tokens were read, where that is wanted.
   *
   * @throws Problem as {@link #vectors} does
   */
  EncodeTexts encoded(List<String> texts, boolean counting, Exchange exchange) throws Exception {
    if (texts.size() > service.limits().rows()) {
      throw Problem.tooMany("texts", texts.size(), service.limits().rows());
    }
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw Problem.unprocessable("text %d is blank: it has no vector".formatted(i));
      }
    }
    Encoder encoder = encoder();
    exchange.encodedBy(encoder);
    return service.compute(
        new EncodeTexts(encoder, texts, counting, exchange.deadline()), exchange);
  }
}
