import RiskModel

extension Wording {
  func words(_ method: TestMethod) -> String {
    switch method {
    case .nucleicAcid: pick("nucleic acid", "核酸")
    case .antigen: pick("antigen", "抗原")
    }
  }

  func words(_ result: TestResult) -> String {
    switch result {
    case .positive: pick("positive", "阳性")
    case .negative: pick("negative", "阴性")
    case .inconclusive: pick("inconclusive", "结果不确定")
    }
  }

  func words(_ status: DiagnosisStatus) -> String {
    switch status {
    case .confirmed: pick("confirmed", "确诊病例")
    case .asymptomatic: pick("asymptomatic", "无症状感染者")
    case .suspected: pick("suspected", "疑似病例")
    case .excluded: pick("excluded", "排除")
    case .recovered: pick("recovered", "治愈")
    }
  }

  func words(_ degree: ContactDegree) -> String {
    switch degree {
    case .close: pick("close contact", "密切接触")
    case .secondary: pick("secondary close contact", "次密切接触")
    case .copresence: pick("presence at the same place and time", "时空伴随")
    case .exposure: pick("exposure", "暴露")
    }
  }

  func words(_ sign: Sign) -> String {
    switch sign {
    case .fever: pick("fever", "发热")
    case .dyspnea: pick("dyspnea", "气促")
    case .respiratory: pick("respiratory symptoms", "呼吸道症状")
    }
  }

  func words(_ mode: QuarantineMode) -> String {
    switch mode {
    case .centralized: pick("centralized", "集中")
    case .home: pick("home", "居家")
    case .hospital: pick("hospital", "医院")
    case .monitoring: pick("monitoring", "健康监测")
    }
  }

  func words(_ finding: Finding) -> String {
    switch finding {
    case .isolationRequired: pick("isolation required", "需要隔离管理")
    case .notifiedCohort: pick("cohort notified by another province", "外地通报的高风险人群")
    case .atRisk: pick("at risk", "存在风险")
    case .cleared: pick("cleared", "解除风险")
    }
  }

  func words(_ phase: RegistrationPhase) -> String {
    switch phase {
    case .issued: pick("issued", "申领")
    case .withdrawn: pick("withdrawn", "注销")
    }
  }

  func words(_ channel: RegistrationChannel) -> String {
    switch channel {
    case .online: pick("online", "线上")
    case .offline: pick("offline", "线下")
    case .proxy: pick("by a proxy", "委托")
    case .hmt: pick("through the channel for Hong Kong, Macao and Taiwan", "港澳台通道")
    case .foreign: pick("through the channel for foreigners", "外籍人士通道")
    }
  }

  func words(_ phase: AppealPhase) -> String {
    switch phase {
    case .lodged: pick("lodged", "提出")
    case .upheld: pick("upheld", "支持")
    case .rejected: pick("rejected", "驳回")
    }
  }

  func words(_ channel: AppealChannel) -> String {
    switch channel {
    case .online: pick("online", "线上")
    case .hotline: pick("by the hotline", "热线")
    }
  }

  func words(_ level: RiskLevel) -> String {
    switch level {
    case .none: pick("no risk", "无风险")
    case .low: pick("low risk", "低风险区")
    case .medium: pick("medium risk", "中风险区")
    case .high: pick("high risk", "高风险区")
    case .contaminated: pick("contaminated", "阳性环境")
    case .decontaminated: pick("decontaminated", "已消毒环境")
    }
  }

  func words(_ color: Color) -> String {
    switch color {
    case .green: pick("Green", "绿码")
    case .yellow: pick("Yellow", "黄码")
    case .red: pick("Red", "红码")
    }
  }
}
