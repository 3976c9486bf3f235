import CodeSymbol
import HealthCode
import Tricolor

/// A certificate to print: A5 upright, Chinese and English, with nothing of the person but what the code says.
struct CertificatePage {
  private let claims: CodeClaims
  private let symbol: QRSymbol

  init(_ claims: CodeClaims, _ symbol: QRSymbol) {
    self.claims = claims
    self.symbol = symbol
  }

  /// The document: an SVG of 148 by 210 mm.
  var text: String {
    let side = 92.0
    let scale = side / Double(symbol.width)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="148mm" height="210mm" viewBox="0 0 148 210" font-family="sans-serif" text-anchor="middle">
      <rect width="148" height="210" fill="#fff"/>
      <text x="74" y="20" font-size="9">健康码纸质凭证</text>
      <text x="74" y="28" font-size="5">Health code certificate</text>
      <g transform="translate(28 38) scale(\(scale))" shape-rendering="crispEdges"><path fill="#000" d="\(symbol.svgPath())"/></g>
      <text x="74" y="148" font-size="12" font-weight="bold">\(chineseColor) \(claims.color.text.uppercased())</text>
      \(rows)
      <text x="74" y="198" font-size="3">凭此码可由他人协助出示；离线可验。颜色变化后本凭证作废。</text>
      <text x="74" y="203" font-size="3">May be shown by others on the holder's behalf. Verified offline. Void when the color changes.</text>
      </svg>

      """
  }

  private var rows: String {
    [
      ("签发 Issued by", claims.issuer), ("签发时间 Issued", "\(claims.issuedAt)"), ("有效期至 Valid until", "\(claims.expiresAt)"),
      ("管控措施 Measure", chineseMeasure), ("编号 Number", "\(claims.number)"),
    ].enumerated().map { index, row in
      let y = 158 + index * 7
      return "<text x=\"66\" y=\"\(y)\" font-size=\"4\" text-anchor=\"end\">\(row.0)</text>"
        + "<text x=\"70\" y=\"\(y)\" font-size=\"4\" text-anchor=\"start\">\(row.1.xmlEscaped)</text>"
    }.joined(separator: "\n")
  }

  private var chineseColor: String {
    switch claims.color {
    case .green: "绿码"
    case .yellow: "黄码"
    case .red: "红码"
    }
  }

  private var chineseMeasure: String {
    switch claims.measure {
    case .none: "无 none"
    case .travelRestricted: "限制出行 travel restricted"
    case .travelProhibited: "禁止出行 travel prohibited"
    }
  }
}
