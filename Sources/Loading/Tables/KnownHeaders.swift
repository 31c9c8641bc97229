/// The headings known without a mapping, as real ledgers write them.
enum KnownHeaders {
  static let projects: [String: [String]] = [
    "id": ["项目编号", "项目代码", "编号", "序号", "projectid"],
    "name": ["项目名称", "项目全称", "名称", "projectname", "project"],
    "area": ["属地", "项目属地", "县区", "所在县区", "县市区", "所在县市区", "行政区", "建设地点", "location", "county"],
    "category": ["类别", "项目类别", "项目类型", "产业类别", "行业分类", "行业", "type"],
    "batch": ["批次"],
    "stage": ["建设阶段", "实施进度分类", "阶段", "phase"],
    "total": ["总投资", "计划总投资", "投资估算", "totalinvestment"],
    "thisYear": ["年度计划投资", "年度计划", "今年计划投资", "本年度投资计划", "年计划投资", "yearplan"],
    "done": ["累计完成投资", "自开始累积完成投资", "今年累计完成投资", "doneinvestment"],
    "start": ["计划开工", "计划开工时间", "计划开工日期", "开工时间", "开工日期", "planstart"],
    "finish": ["计划竣工", "计划竣工时间", "计划竣工日期", "竣工时间", "竣工日期", "完成时限", "planfinish"],
    "status": ["统计日期", "statusdate"],
    "note": ["备注", "形象进度", "remark"],
  ].merging(roles) { $1 }

  static let milestones: [String: [String]] = [
    "project": ["项目编号", "项目代码", "所属项目", "projectid"],
    "id": ["节点编号", "节点序号", "编号", "milestoneid"],
    "name": ["节点名称", "节点", "工作内容", "工作内容及形象进度", "工作任务", "milestone"],
    "duration": ["工期", "持续时间"],
    "after": ["前置节点", "紧前工作", "前置任务", "predecessors"],
    "parent": ["上级节点"],
    "deadline": ["完成时限", "时限", "时间节点", "due", "计划完成时间", "计划完成日期"],
    "actualStart": ["实际开工", "实际开始", "实际开始日期", "实际开工日期"],
    "actualFinish": ["实际竣工", "实际完成", "完成日期", "实际完成日期", "实际竣工日期"],
    "percent": ["完成百分比", "完成比例", "工程进度"],
    "remaining": ["剩余工期"],
    "note": ["备注", "安排", "remark"],
  ].merging(roles) { $1 }

  static let responsibilities: [String: [String]] = [
    "id": ["编号", "序号"],
    "title": ["任务", "工作任务", "任务名称", "重点任务", "事项", "督办事项"],
    "requirement": ["任务要求", "工作要求", "工作内容", "具体要求"],
    "due": ["完成时限", "时限", "时间节点", "办理时限", "完成时间"],
    "done": ["完成日期", "办结日期"],
    "note": ["备注", "remark"],
  ].merging(roles) { $1 }

  private static let roles: [String: [String]] = [
    "leader": ["分包领导", "包联领导", "挂点领导", "包保领导", "牵头领导"],
    "owner": ["责任人", "第一责任人"],
    "lead": ["责任单位", "牵头单位", "分管局委", "挂钩责任单位", "主办单位"],
    "support": ["配合单位", "第二责任单位", "代办单位", "服务单位", "协办单位", "会办单位"],
  ]

  /// The fields of `table` that a heading stands for; a field's own name always does.
  static func field(of header: Header, in table: [String: [String]], fields: [String]) -> String? {
    if let own = fields.first(where: { $0.lowercased() == header.key }) { return own }
    return table.keys.sorted().first { table[$0]?.contains(header.key) ?? false }
  }
}
