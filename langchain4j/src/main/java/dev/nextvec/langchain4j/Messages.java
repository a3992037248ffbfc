package dev.nextvec.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was said in a conversation. */
final class Messages {
  private Messages() {}

  /** Texts of the messages before a query, oldest first. */
  static List<String> before(Query query) {
    return Optional.ofNullable(query.metadata())
        .map(Metadata::chatMemory)
        .map(memory -> memory.stream().map(Messages::text).toList())
        .orElse(List.of());
  }

  /** What a user or the assistant said in words; empty for other messages. */
  private static String text(ChatMessage message) {
    if (message instanceof UserMessage user) {
      return user.contents().stream()
          .filter(TextContent.class::isInstance)
          .map(content -> ((TextContent) content).text())
          .collect(Collectors.joining("\n"));
    }
    return message instanceof AiMessage assistant
        ? Objects.requireNonNullElse(assistant.text(), "")
        : "";
  }
}
