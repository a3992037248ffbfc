package dev.nextvec.text;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A page of a MediaWiki dump (export schema 0.3 to 0.11), in its last revision.
 *
 * @param namespace number of its namespace
 * @param redirect whether it only leads to another page
 * @param model what its text is written in
 * @param text the text as it was written
 */
record WikiPage(
    String id, String title, int namespace, boolean redirect, String model, String text) {
  /** What most pages are written in, and all that do not say. */
  static final String WIKITEXT = "wikitext";

  /**
   * How much Java takes of one text. A page has no entity but XML's own, none can be declared
   * inside it, and its length is bounded when it is framed.
   */
  private static final List<String> LIMITS =
      List.of("jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit");

  /** Java's own, whatever else is on the class path: it resolves nothing from outside. */
  private static final XMLInputFactory FACTORY = factory();

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    for (String limit : LIMITS) {
      if (factory.isPropertySupported(limit)) {
        factory.setProperty(limit, 0);
      }
    }
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("it refers to " + systemId);
        });
    return factory;
  }

  /** Why it is left out; empty if it is an article. */
  Optional<String> reason(WikiNamespaces namespaces) {
    if (namespace != WikiNamespaces.ARTICLES) {
      return Optional.of("in namespace " + namespaces.name(namespace));
    } else if (redirect) {
      return Optional.of("redirect");
    }
    return model.equals(WIKITEXT) ? Optional.empty() : Optional.of("written in " + model);
  }

  /**
   * Reads a page.
   *
   * @param where what to name in messages
   * @throws IOException if it is not well-formed, or lacks its id, title or namespace
   */
  static WikiPage parse(String xml, String where) throws IOException {
    Map<String, String> values = new HashMap<>();
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml));
      try {
        read(reader, values);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new IOException(
          "%s: a page%s is no sound XML: %s".formatted(where, named(values), oneLine(e)), e);
    }
    String id = required(values, "page/id", where).strip();
    String title = required(values, "page/title", where).strip();
    String namespace = values.getOrDefault("page/ns", "0").strip();
    if (id.isEmpty() || !namespace.matches("-?\\d{1,9}")) {
      throw new IOException(
          "%s: a page%s has the id `%s` and the namespace `%s`, which are no numbers"
              .formatted(where, named(values), id, namespace));
    }
    return new WikiPage(
        id,
        title,
        Integer.parseInt(namespace),
        values.containsKey("page/redirect"),
        values.getOrDefault("page/revision/model", WIKITEXT).strip(),
        values.getOrDefault("page/revision/text", ""));
  }

  private static String oneLine(XMLStreamException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }

  private static String named(Map<String, String> values) {
    return values.containsKey("page/title") ? " (%s)".formatted(values.get("page/title")) : "";
  }

  private static String required(Map<String, String> values, String path, String where)
      throws IOException {
    String value = values.get(path);
    if (value == null) {
      throw new IOException("%s: a page%s has no %s".formatted(where, named(values), path));
    }
    return value;
  }

  /** The texts of all elements by their path; of several, the last. */
  private static void read(XMLStreamReader reader, Map<String, String> values)
      throws XMLStreamException {
    Deque<String> paths = new ArrayDeque<>();
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          String name = reader.getLocalName();
          paths.push(paths.isEmpty() ? name : paths.peek() + "/" + name);
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
        case XMLStreamConstants.END_ELEMENT -> {
          values.put(paths.pop(), text.toString());
          text.setLength(0);
        }
        case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
            throw new XMLStreamException("it has an entity that is not XML's own");
        default -> {}
      }
    }
  }
}
