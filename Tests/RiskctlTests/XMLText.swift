/// The texts of an XML document, and whether it is one.
final class XMLText {
  let isWellFormed: Bool
  let text: String

  init(_ document: String) {
    // Tags in pairs, by a stack: all that a picture of this program's makes use of.
    var open: [Substring] = []
    var isBalanced = true
    var rest = document[...]
    var text = ""
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      text += rest[..<start] + " "
      let tag = rest[rest.index(after: start)..<end]
      if tag.hasPrefix("/") {
        isBalanced = isBalanced && open.popLast() == tag.dropFirst()
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { !$0.isWhitespace })
      }
      rest = rest[rest.index(after: end)...]
    }
    isWellFormed = isBalanced && open.isEmpty && rest.allSatisfy(\.isWhitespace)
    self.text = text
  }
}
